"""Fixes on disk: what `check --fix` may change, how it writes, and what it tells."""

from __future__ import annotations

import codecs
import difflib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from toolwright.dsl.mend import Mended, mend
from toolwright.runtime.writing import write_whole

from .disk import Disk


def mend_specs(specs: Sequence[Path]) -> Mended:
    """The specs mended, with nothing written.

    Only files that the command line names are changed, and data files in or below their folders: a library that is
    merely imported belongs to somebody else.
    """
    named = {posixpath.normpath(spec.as_posix()) for spec in specs}
    folders = [posixpath.dirname(name) for name in named]

    def may_change(path: str) -> bool:
        if path in named:
            return True
        return not path.endswith(".tool") and any(_below(path, folder) for folder in folders)

    return mend([spec.as_posix() for spec in specs], Disk(), may_change)


def write_texts(texts: Mapping[str, str]) -> None:
    """Write each text to its path; a file is replaced as a whole or not at all. Raises click.ClickException."""
    for name, text in texts.items():
        try:
            path, data = Path(name), text.encode("utf-8")
            if path.read_bytes().startswith(codecs.BOM_UTF8):
                data = codecs.BOM_UTF8 + data
            write_whole(path, data)
        except OSError as problem:
            raise click.ClickException(f"{name} cannot be written: {(problem.strerror or 'failed').lower()}") from None


def changes(mended: Mended) -> Iterator[str]:
    """A line for each fix that was applied."""
    for found in mended.fixed:
        line, column = found.span.source.position(found.span.start)
        title = found.fix.title if found.fix else ""
        yield f"fixed {found.span.source.name}:{line}:{column} {found.code} {title}"


def unified(texts: Mapping[str, str]) -> str:
    """What would change, as `diff -u` shows it."""
    parts: list[str] = []
    for name, text in sorted(texts.items()):
        before = Path(name).read_bytes().decode("utf-8-sig").splitlines(keepends=True)
        lines = difflib.unified_diff(before, text.splitlines(keepends=True), f"a/{name}", f"b/{name}")
        parts.extend(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(parts)


def _below(path: str, folder: str) -> bool:
    return not posixpath.relpath(path, folder or ".").startswith("..")
