"""What commands write: where `-o` and its like lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import click

from toolwright.runtime.writing import is_stream, whole_file

STDOUT: Final = Path("-")


@contextmanager
def written(out: Path) -> Iterator[BinaryIO]:
    """*out*, to be written whole or not at all; `-` is standard output. Raises click.ClickException."""
    try:
        with whole_file(Path("/dev/fd/1") if out == STDOUT else out) as file:
            yield file
    except BrokenPipeError:
        raise  # who reads has read enough
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None


def write_page(out: Path, text: str) -> None:
    """Write a page to *out*, in a folder that need not be there yet. Raises click.ClickException."""
    with suppress(FileExistsError, PermissionError):
        out.parent.mkdir(parents=True, exist_ok=True)
    with written(out) as file:
        file.write(text.encode("utf-8", "replace"))


def apart(out: Path, read: Iterable[Path]) -> None:
    """See that the file or folder *out* is none of those that are *read*. Raises click.UsageError."""
    if is_stream(out):
        return
    for each in read:
        if _is_same(out, each):
            raise click.UsageError(f"{each} is read, so {out} would overwrite it: write to another place")


def named(out: Path) -> None:
    """See that *out* is not `-`, where standard output is for what people read. Raises click.UsageError."""
    if out == STDOUT:
        raise click.UsageError("`-` is no file: name one to write")


def lasting(out: Path) -> None:
    """See that *out* is, or can become, a file that can be read again. Raises click.UsageError."""
    named(out)
    if is_stream(out):
        raise click.UsageError(f"{out} is no file but a device or a pipe, and what is written here is read again")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
