"""`toolwright call`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from toolwright.runtime import Bundle, BundleError
from toolwright.runtime.documents import result_words
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Machine
from toolwright.runtime.where import Where

from .bundles import load
from .places import Spec, traced


@click.command()
@click.argument("bundle")
@click.argument("tool", required=False)
@click.argument("arguments", metavar="[JSON]", default="{}")
@click.option("--level", default="base", show_default=True, help="Level whose tools are called.")
@click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the scenario's file, to quote its lines.  [default: . or specs/NAME or NAME]",
)
def command(bundle: str, tool: str | None, arguments: str, level: str, source: Path | None) -> int:
    """Call one tool of a bundle on a fresh world and print the observation; without TOOL, list the tools.

    A call that fails is followed by the place of the spec where it fails, on standard error; one that is refused, by
    what the tool takes.
    Example: toolwright call build/city_population city_population '{"city": "Oslo"}'
    """
    loaded = load(bundle)
    try:
        machine = loaded.environment(level).machine
        if tool is None:
            click.echo("\n".join(map(_signature, machine.tools.values())))
            return 0
        seen = machine.call(machine.world(), tool, arguments)
        click.echo(seen.text)
        if seen.error is None:
            return 0
        if seen.error.detail:
            click.echo(f"what went wrong inside: {seen.error.detail}", err=True)
        for line in _explained(machine, tool, arguments, (loaded, level, Spec(loaded, source))):
            click.echo(line, err=True)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    return 1


def _explained(machine: Machine, tool: str, arguments: str, told_by: tuple[Bundle, str, Spec]) -> Iterable[str]:
    if tool not in machine.tools:
        return [f"the tools of this level are: {', '.join(machine.tools)}"]
    parts = Where(machine).fails(machine.world(), tool, arguments)
    return traced(parts, *told_by) if parts else _takes(machine.tools[tool])


def _signature(tool: Tool) -> str:
    params = ", ".join(p.name if p.required else f"{p.name}?" for p in tool.params)
    return f"{tool.name}({params})  {' '.join(tool.doc.split())}"


def _takes(tool: Tool) -> Iterator[str]:
    if not tool.params:
        yield f"{tool.name} takes no arguments: {{}}"
        return
    yield f"{tool.name} takes a JSON object of:"
    for p in tool.params:
        yield f"  {p.name}: {result_words(p.value)}{'' if p.required else ', may be left out'}"
