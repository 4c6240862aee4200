"""JSONL in, JSONL out, a line at a time: what cannot be read is told by its line, and the rest is done all the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import click

from toolwright.runtime.jsontext import strict_json

from .writing import written

FILE = click.Path(path_type=Path, dir_okay=False)


class Told:
    """Says on standard error what cannot be read, each thing once."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        self.wrong = False
        """Whether there was something that cannot be done."""
        self._said: set[str] = set()

    def error(self, text: str) -> None:
        """Something cannot be done."""
        self.wrong = True
        self.remark(text)

    def remark(self, text: str) -> None:
        """Something means nothing, and all can be done."""
        if text not in self._said:
            self._said.add(text)
            click.echo(text.encode("utf-8", "backslashreplace").decode(), err=True)


def opened(file: Path) -> BinaryIO:
    """*file*, to be read. Raises click.ClickException where it cannot be."""
    try:
        return file.open("rb")
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None


def rows(lines: Iterable[bytes], file: Path, told: Told) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of *file*'s lines, with the lines' numbers."""
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            row = strict_json(line.decode())
        except (ValueError, RecursionError):
            told.error(f"{file}:{number}: this is no strict JSON in UTF-8")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            told.error(f"{file}:{number}: this is no JSON object")


def write(made: Iterable[Mapping[str, Any]], out: Path) -> None:
    """Write a line for each of *made*; *out* is there when all of them are, and standard output where it is `-`.

    Raises click.ClickException where it cannot be written.
    """
    with written(out) as file:
        for row in made:
            # Escaped, since an id may hold what is no text; whoever reads the line gets it back.
            file.write(json.dumps(row, sort_keys=True).encode() + b"\n")
