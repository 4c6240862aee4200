"""`toolwright sandbox`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from toolwright.runtime.sandbox.isolation import Isolation
from toolwright.runtime.sandbox.selftest import SelfTest


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> int:
    """Attack the sandbox that extern functions run in, and say whether it holds on this machine.

    Exit code 0 where it holds, 1 where it does not; there, functions that need little of Python are run by
    pydantic-monty, if its extra is installed and withstands attacks too, and all others by nothing.

    Example: toolwright sandbox
    """
    from toolwright.runtime.sandbox.interpreter import selftest as interpreter
    from toolwright.runtime.sandbox.selftest import self_test

    confined = self_test()
    tested = [confined] if confined.holds else [confined, interpreter.self_test()]
    holding = [each for each in tested if each.holds]
    isolation = None if not holding else Isolation.PROCESSES if confined.holds else Isolation.INTERPRETER
    if as_json:
        told = [{**asdict(each), "facts": dict(each.facts)} for each in tested]
        found = {**told[0], "isolation": isolation, "interpreter": told[1] if len(told) > 1 else None}
        click.echo(json.dumps(found, ensure_ascii=False, sort_keys=True))
    else:
        for each in tested:
            _print(each)
        click.echo(_summary(isolation, [each.reason for each in tested]))
    return 0 if confined.holds else 1


def _print(found: SelfTest) -> None:
    for name, value in found.facts:
        click.echo(f"{name:<13} {value}")
    if found.checks:
        click.echo()
    for check in found.checks:
        click.echo(f"{'held' if check.held else 'BROKEN':<7} {check.name:<42} {check.detail}".rstrip())
    click.echo()


def _summary(isolation: Isolation | None, reasons: list[str]) -> str:
    match isolation:
        case Isolation.PROCESSES:
            return "The sandbox holds here."
        case Isolation.INTERPRETER:
            return f"Extern functions that fit pydantic-monty are run by it: {reasons[0]}."
        case None:
            return f"No extern function is run here: {'; and '.join(reasons)}."
