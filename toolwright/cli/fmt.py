"""`toolwright fmt`."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass
from typing import Final

import click

from toolwright.dsl import Diagnostic
from toolwright.dsl.formatting import format_source
from toolwright.dsl.syntax.parse import decode
from toolwright.runtime.writing import write_whole

from .console import print_diagnostics, progress
from .disk import find_specs

_STDIN: Final = "-"
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
"""A line with its end; other marks that some take for an end of line are none here."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What formatting one file gives."""

    before: bytes
    after: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 where something would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.option("--stdin-filename", default="<stdin>", help="Name of standard input in messages.")
def command(paths: tuple[str, ...], check: bool, diff: bool, stdin_filename: str) -> int:
    """Bring scenarios and libraries into the one style, comments and all.

    PATH is a .tool file, a folder (links in it are left alone), or - for standard input to standard output. A file
    with syntax errors stays as it is, and the exit code is 1. Example: toolwright fmt specs
    """
    if _STDIN in paths:
        if len(paths) > 1:
            raise click.UsageError("standard input is formatted alone")
        return _filter(stdin_filename, check, diff)
    files = [path for path in find_specs(paths) if not path.is_symlink() or path.as_posix() in paths]
    found: list[Diagnostic] = []
    failures: list[str] = []
    changed = 0
    with progress() as advance:
        for number, path in enumerate(files):
            advance("formatting", number, len(files))
            name = path.as_posix()
            try:
                result = _formatted(name, path.read_bytes())
                if result.before != result.after and not (check or diff):
                    write_whole(path, result.after)
            except OSError as problem:
                failures.append(f"{name}: {problem.strerror}")
                continue
            found += result.diagnostics
            changed += result.before != result.after
            if result.before != result.after and (check or diff):
                click.echo(_difference(name, result) if diff else f"{name}\n", nl=False)
    print_diagnostics(found)
    for failure in failures:
        click.echo(f"Error: {failure}", err=True)
    broken = len({diagnostic.span.source.name for diagnostic in found})
    click.echo(_summary(changed, len(files) - changed - broken - len(failures), broken, check or diff), err=True)
    return 2 if failures else 1 if found or (check and changed) else 0


def _filter(name: str, check: bool, diff: bool) -> int:
    """Standard input to standard output."""
    result = _formatted(name, sys.stdin.buffer.read())
    print_diagnostics(result.diagnostics)
    if result.diagnostics:
        return 1
    if diff:
        click.echo(_difference(name, result), nl=False)
    elif not check:
        click.echo(result.after, nl=False)
    return 1 if check and result.before != result.after else 0


def _formatted(name: str, data: bytes) -> _Result:
    decoded = decode(name, data)
    if decoded.diagnostics:
        return _Result(data, data, decoded.diagnostics)
    formatted = format_source(decoded.source)
    if formatted.diagnostics:
        return _Result(data, data, formatted.diagnostics)
    return _Result(data, formatted.text.encode())


def _difference(name: str, result: _Result) -> str:
    before, after = (_LINE.findall(data.decode()) for data in (result.before, result.after))
    lines = difflib.unified_diff(before, after, name, f"{name} (formatted)")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _summary(changed: int, clean: int, broken: int, dry: bool) -> str:
    parts = (
        (changed, "would change" if dry else "formatted"),
        (clean, "in style already"),
        (broken, "left alone for errors"),
    )
    return ", ".join(f"{count} {what}" for count, what in parts if count)
