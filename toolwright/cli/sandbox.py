"""`toolwright sandbox`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> int:
    """Attack the sandbox that extern functions run in, and say whether it holds on this machine.

    Exit code 0 where it holds, 1 where it does not; there, nothing that needs it is run.

    Example: toolwright sandbox
    """
    from toolwright.runtime.sandbox.selftest import self_test

    found = self_test()
    if as_json:
        click.echo(json.dumps({**asdict(found), "facts": dict(found.facts)}, ensure_ascii=False, sort_keys=True))
        return 0 if found.holds else 1
    for name, value in found.facts:
        click.echo(f"{name:<13} {value}")
    if found.checks:
        click.echo()
    for check in found.checks:
        click.echo(f"{'held' if check.held else 'BROKEN':<7} {check.name:<42} {check.detail}".rstrip())
    click.echo()
    click.echo("The sandbox holds here." if found.holds else f"No extern function is run here: {found.reason}.")
    return 0 if found.holds else 1
