"""Pretty printing: documents whose groups stay on one line where they fit, and break where they do not.

Comments are no part of a document. They are held by its lines (see `place`), which is always possible, as new
lines and comments mean nothing to the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rich.cells import cell_len

WIDTH: Final = 100
"""Columns of a line."""
_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: in a group that fits it is printed as *flat*, which is None where it must break."""

    flat: str | None
    loose: bool = False
    """Whether comments that stand here keep an empty line before them."""
    blank: bool = False
    """Whether an empty line comes before what follows."""
    first: bool = False
    """Whether this follows an opening bracket, so that an empty line needs a comment before it."""
    shy: bool = False
    """Whether this is a place for comments only, and nothing without them."""


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that is there only in a group that breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Long:
    """A string over several lines.

    They are indented as the line in which it starts, and a step deeper where it does not start that line.
    """

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text over several lines that keeps its blanks and takes no indentation."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Nothing to print: says that what follows was written at *offset* of the source."""

    offset: int


@dataclass(frozen=True, slots=True)
class Indent:
    """Breaks inside start deeper."""

    parts: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All breaks directly inside are taken, or none is."""

    parts: tuple[Doc, ...]


Doc: TypeAlias = "str | Line | IfBroken | Long | Verbatim | Mark | Indent | Group"

SOFT: Final = Line("")
SPACE: Final = Line(" ")
HARD: Final = Line(None)
SLOT: Final = Line("", shy=True)
LOOSE_SLOT: Final = Line("", shy=True, loose=True)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to print."""

    text: str
    trailing: bool = False
    """Whether it stands at the end of a line of other things."""
    blank: bool = False
    """Whether an empty line comes before it."""
    moved: bool = False
    """Whether it was written further on, where there is no place to break."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the comments of a document go."""

    lines: Mapping[int, list[Note]] = field(default_factory=dict)
    """By the ordinal of the line that holds them, in the order of the document."""
    broken: frozenset[int] = frozenset()
    """Ordinals of the groups that cannot stay on one line for them."""
    above: tuple[Note, ...] = ()
    below: tuple[Note, ...] = ()


_NOTHING: Final = Placed()


def group(*parts: Doc) -> Group:
    """A group of *parts*."""
    return Group(parts)


def indent(*parts: Doc) -> Indent:
    """*parts*, one step deeper."""
    return Indent(parts)


def joined(separator: Iterable[Doc], docs: Iterable[Doc]) -> Iterator[Doc]:
    """*docs* with *separator* between them."""
    for index, doc in enumerate(docs):
        if index:
            yield from separator
        yield doc


def listed(opening: str, items: Iterable[Doc], closing: str, edge: Line = SOFT, comma: str = ",", end: Doc = "") -> Doc:
    """A list in brackets: on one line, or one item a line with a comma after the last as well.

    *end* marks where the closing bracket was written.
    """
    docs = tuple(items)
    if not docs:
        return group(opening, indent(SLOT), SOFT, end, closing)
    inner = indent(edge, *joined((",", SPACE), docs), IfBroken(comma), SLOT)
    return group(opening, inner, edge, end, closing)


def width_of(text: str) -> int:
    """Columns that *text* takes."""
    return len(text) if text.isascii() else cell_len(text)


def render(doc: Doc, width: int = WIDTH, placed: Placed = _NOTHING) -> str:
    """*doc* as text with its comments; lines have no blanks at their ends."""
    out: list[str] = []
    column = lines = groups = 0
    fresh = True
    stack: list[tuple[int, bool, Doc]] = [(0, False, doc)]
    while stack:
        depth, flat, item = stack.pop()
        match item:
            case str(text):
                out.append(text)
                column += width_of(text)
                fresh = fresh and not text
            case Line(text):
                notes = placed.lines.get(lines)
                lines += 1
                if notes is not None:
                    _write(notes, item, depth, out)
                    column, fresh = depth, True
                elif item.shy:
                    continue
                elif flat and text is not None:
                    out.append(text)
                    column += len(text)
                else:
                    _break(out, depth, item.blank and not item.first)
                    column, fresh = depth, True
            case IfBroken(text):
                if not flat:
                    out.append(text)
                    column += len(text)
            case Indent(parts):
                stack.extend((depth + _INDENT, flat, part) for part in reversed(parts))
            case Group(parts):
                fits = flat or (groups not in placed.broken and _fits(item, stack, width - column))
                groups += 1
                stack.extend((depth, fits, part) for part in reversed(parts))
            case Long(texts):
                margin = " " * (depth if fresh else depth + _INDENT)
                out.append("\n".join((texts[0], *(margin + text if text else "" for text in texts[1:]))))
                column, fresh = len(margin) + width_of(texts[-1]), False
            case Verbatim(text):
                out.append(text)
                column, fresh = len(text) - text.rfind("\n") - 1, False
    return "".join(out)


def _break(out: list[str], depth: int, blank: bool = False) -> None:
    """Start a new line; what was printed before ends without blanks."""
    if out:
        out[-1] = out[-1].rstrip(" ")
    out.append(("\n\n" if blank else "\n") + " " * depth)


def _write(notes: list[Note], line: Line, depth: int, out: list[str]) -> None:
    """The comments that *line* holds, and its break."""
    own = notes
    if notes[0].trailing:
        out.append(f" {notes[0].text}")
        own = notes[1:]
    blank = line.blank
    for index, note in enumerate(own):
        before = note.blank and line.loose
        if note.moved and (index == 0 or not own[index - 1].moved):
            # It stands before the whole thing in which it was written.
            before, blank = blank, False
        _break(out, depth, before and not (line.first and index == 0))
        out.append(note.text)
    if not line.shy:
        _break(out, depth, blank and (bool(own) or not line.first))


def _fits(item: Doc, rest: list[tuple[int, bool, Doc]], room: int) -> bool:
    """Whether *item* on one line, and what follows it up to the next break, takes at most *room* columns."""
    stack: list[tuple[bool, Doc]] = [(True, item)]
    after = len(rest)
    while room >= 0:
        if not stack:
            if after == 0:
                return True
            after -= 1
            _, flat, doc = rest[after]
            stack.append((flat, doc))
        flat, doc = stack.pop()
        match doc:
            case str(text):
                room -= width_of(text)
            case Line(text):
                if doc.shy:
                    continue
                if not flat:
                    return True
                if text is None:
                    return False
                room -= len(text)
            case IfBroken(text):
                room -= 0 if flat else len(text)
            case Indent(parts):
                stack.extend((flat, part) for part in reversed(parts))
            case Group(parts):
                # A group that comes later may break by itself; up to its first break it must fit.
                stack.extend((flat, part) for part in reversed(parts))
            case Long(texts):
                return not flat and width_of(texts[0]) <= room
            case Verbatim(text):
                return len(text.partition("\n")[0]) <= room
    return False
