"""Generated text in pieces, each with the part of the module that it prints: so lines can be told for parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..ir.parts import Part


class Piece(NamedTuple):
    """Some whole lines, without a newline at the end."""

    text: str
    part: Part | None
    """What they print; None for what stands for no part alone."""


class PartLines(NamedTuple):
    """Lines that print a part; of a statement that holds others, those of its own head."""

    part: Part
    first: int
    """Counted from 1."""
    last: int


def pieces(lines: Iterable[str], part: Part | None = None) -> list[Piece]:
    """*lines* as pieces of one part."""
    return [Piece(line, part) for line in lines]


def joined(blocks: Sequence[Sequence[Piece]]) -> str:
    """The text of *blocks*, two empty lines between them, a newline at the end."""
    return "\n\n\n".join("\n".join(piece.text for piece in block) for block in blocks) + "\n"


def numbered(blocks: Sequence[Sequence[Piece]], first: int) -> Iterator[PartLines]:
    """Where parts stand in the text of *blocks*, which begins in the line *first*: an entry for each run of lines."""
    line = first
    for block in blocks:
        run: PartLines | None = None
        for text, part in block:
            end = line + text.count("\n")
            if run is not None and run.part == part:
                run = run._replace(last=end)
            else:
                if run is not None:
                    yield run
                run = None if part is None else PartLines(part, line, end)
            line = end + 1
        if run is not None:
            yield run
        line += 2
