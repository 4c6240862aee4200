"""`toolwright call`."""

from __future__ import annotations

import click

from toolwright.runtime import BundleError

from .bundles import load


@click.command()
@click.argument("bundle")
@click.argument("tool")
@click.argument("arguments", metavar="JSON")
@click.option("--level", default="base", show_default=True, help="Level whose tools are called.")
def command(bundle: str, tool: str, arguments: str, level: str) -> int:
    """Call one tool of a bundle on a fresh world and print the observation.

    Example: toolwright call build/city_population city_population '{"city": "Oslo"}'
    """
    try:
        machine = load(bundle).environment(level).machine
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    seen = machine.call(machine.world(), tool, arguments)
    click.echo(seen.text)
    if seen.error is not None and tool not in machine.tools:
        click.echo(f"the tools of this level are: {', '.join(machine.tools)}", err=True)
    return 1 if seen.error else 0
