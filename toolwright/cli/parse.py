"""`toolwright parse`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from toolwright.trainer.parsing import FORMATS, Format, UnknownFormatError, format_named

from .lines import FILE, Told, opened, rows, write
from .writing import apart


def _list(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        width = max(map(len, FORMATS))
        for known in FORMATS.values():
            also = f" (also {', '.join(known.also)})" if known.also else ""
            click.echo(f"{known.name:{width}}  {known.about}{also}")
        context.exit()


@click.command()
@click.argument("file", type=FILE)
@click.option("-o", "--out", required=True, type=FILE, help="JSONL file to write; - is standard output.")
@click.option(
    "--list-formats",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="Say which formats there are.",
)
def command(file: Path, out: Path) -> int:
    """Take models' texts apart: their calls, and what is said before the first of them.

    A line of FILE is {"id", "format", "text"}, with the "tools" that the model saw where the format writes arguments as
    bare text. Each gets a line {"id", "calls", "content", "errors"}: a call is {"name", "arguments"}, the arguments as
    JSON text as the model wrote it; an error is {"code"} and stands for a call that is written wrong. Calls in thinking
    are none. The exit code is 0, and 2 where a line cannot be read; the rest is parsed all the same.
    Example: toolwright parse outputs.jsonl -o calls.jsonl
    """
    apart(out, (file,))
    told, counted = Told(), _Counted()
    with opened(file) as lines:
        write(_parsed(rows(lines, file, told), file, told, counted), out)
    said = f"{counted.texts} texts, {counted.calls} calls, {counted.errors} written wrong"
    click.echo(f"{said}: {out}", err=True)
    return 2 if told.wrong else 0


class _Counted:
    def __init__(self) -> None:
        self.texts = self.calls = self.errors = 0


def _parsed(
    read: Iterator[tuple[int, dict[str, Any]]], file: Path, told: Told, counted: _Counted
) -> Iterator[dict[str, Any]]:
    for number, row in read:
        place = f"{file}:{number}"
        text, name, tools = row.get("text"), row.get("format"), row.get("tools") or []
        if "id" not in row or not isinstance(name, str) or not isinstance(text, str) or not isinstance(tools, list):
            told.error(f'{place}: a text is {{"id", "format": name, "text": text, "tools": [...] where there are any}}')
            continue
        known = _format(name, place, told)
        if known is None:
            continue
        parsed = known.parse(text, tools)
        calls = [{"name": call.name, "arguments": call.arguments} for call in parsed.calls if call.error is None]
        errors = [{"code": str(call.error)} for call in parsed.calls if call.error is not None]
        counted.texts += 1
        counted.calls += len(calls)
        counted.errors += len(errors)
        yield {"id": row["id"], "calls": calls, "content": parsed.content, "errors": errors}


def _format(name: str, place: str, told: Told) -> Format | None:
    try:
        return format_named(name)
    except UnknownFormatError as problem:
        told.error(f"{place}: {problem}")
        return None
