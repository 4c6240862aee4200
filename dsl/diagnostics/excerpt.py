"""Lines of a source with marks under them, for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..source import Span

_WIDTH: Final = 100
"""Cells of a quoted line; longer ones are cut around the mark."""
_TAB: Final = 4
_NEAR: Final = 4 * _WIDTH
_WIDENED: Final = "\ufe0f"
"""Makes the sign before it, which takes one cell, an emoji, which takes two."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A range to underline, with words behind the underline; all marks of an excerpt are of one source."""

    span: Span
    text: str
    main: bool
    """Underlined with `^`; the others with `-`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an excerpt."""

    number: int | None
    """Line number, None on a row of marks and on a gap."""
    text: str
    is_mark: bool = False
    main: bool = False


def safe(text: str) -> str:
    """*text* without anything that a terminal would obey: controls, and marks that reorder letters."""
    return "".join(_shown(char) for char in text)


def excerpt(marks: Sequence[Mark]) -> list[Row]:
    """The lines of *marks* in order, each mark under its line; a gap is a row `...`."""
    source = marks[0].span.source
    rows: list[Row] = []
    last = 0
    lines: dict[int, list[Mark]] = {}
    for mark in marks:
        lines.setdefault(source.position(mark.span.start)[0], []).append(mark)
    for number in sorted(lines):
        if last and number > last + 2:
            rows.append(Row(None, "..."))
        elif last and number == last + 2:
            rows.append(Row(last + 1, _cells(source.line(last + 1), 0, _WIDTH)[0]))
        last = number
        rows.extend(_quoted(number, source.line(number), lines[number]))
    return rows


def _quoted(number: int, line: str, marks: list[Mark]) -> list[Row]:
    """One line with its marks."""
    source = marks[0].span.source
    start = source.position(marks[0].span.start)[1] - 1
    # Only what may be shown is measured: there are files of one endless line.
    cut = max(0, start - _NEAR)
    columns = {id(m): source.position(m.span.start)[1] - 1 - cut for m in marks}
    line, start = line[cut : start + _NEAR], start - cut
    before = _width(line[:start])
    # A line that is too wide is shown from a little before the first (main) mark.
    skip = 0 if _width(line) <= _WIDTH else max(0, before - _WIDTH // 3)
    text, offset = _cells(line, skip, _WIDTH)
    rows = [Row(number, text)]
    for mark in sorted(marks, key=lambda m: (not m.main, m.span.start)):
        column = columns[id(mark)]
        if mark.main:
            # It may stand at the line end, whose marks are not part of the line.
            column = min(column, len(line))
        if not 0 <= column <= len(line):
            continue
        covered = line[column : column + max(1, mark.span.end - mark.span.start)]
        left = _width(line[:column]) - offset
        if not 0 <= left <= _WIDTH + 3:
            continue
        room = max(1, _width(text) - left)
        length = max(1, min(_width(covered), room))
        sign = ("^" if mark.main else "-") * length
        label = f" {safe(mark.text)}" if mark.text else ""
        rows.append(Row(None, " " * left + sign + label, is_mark=True, main=mark.main))
    return rows


def _cells(line: str, skip: int, width: int) -> tuple[str, int]:
    """At most *width* cells of *line* from cell *skip* on, and by how many cells its start moved."""
    shown: list[str] = []
    cell = used = 0
    for char in line:
        text = _shown(char)
        size = _width(char)
        if cell >= skip:
            if used + size > width:
                shown.append("...")
                break
            shown.append(text)
            used += size
        else:
            skip = max(skip, cell + size)
        cell += size
    head = "..." if skip else ""
    return head + "".join(shown).rstrip(), skip - len(head)


def _shown(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char == "\t":
        return " " * _TAB
    # What is not printable includes controls, marks that reorder letters, and strange blanks.
    return char if char.isprintable() else f"<U+{ord(char):04X}>"


def _width(text: str) -> int:
    """Cells that *text* takes on a terminal as it is shown."""
    if text.isascii() and text.isprintable():
        return len(text)
    total = 0
    for char in text:
        shown = _shown(char)
        if len(shown) > 1:
            total += len(shown)
        elif char == _WIDENED or unicodedata.category(char) not in ("Mn", "Me"):
            total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total
