"""Pretty printing: documents whose groups stay on one line where they fit, and break where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

WIDTH: Final = 100
"""Columns of a line."""
_INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: in a group that fits it is printed as *flat*, which is None where it must break."""

    flat: str | None


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that is there only in a group that breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class Indent:
    """Breaks inside start deeper."""

    parts: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All breaks directly inside are taken, or none is."""

    parts: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text over several lines that keeps its blanks and takes no indentation."""

    text: str


Doc: TypeAlias = "str | Line | IfBroken | Indent | Group | Verbatim"

SOFT: Final = Line("")
SPACE: Final = Line(" ")
HARD: Final = Line(None)


def verbatim(text: str) -> Verbatim:
    """*text* as it is."""
    return Verbatim(text)


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


def listed(opening: str, items: Iterable[Doc], closing: str, edge: Line = SOFT, comma: str = ",") -> Doc:
    """A list in brackets: on one line, or one item a line with a comma after the last as well."""
    docs = tuple(items)
    if not docs:
        return opening + closing
    inner = indent(edge, *joined((",", SPACE), docs), IfBroken(comma))
    return group(opening, inner, edge, closing)


def render(doc: Doc, width: int = WIDTH) -> str:
    """*doc* as text; lines have no blanks at their ends."""
    out: list[str] = []
    column = 0
    stack: list[tuple[int, bool, Doc]] = [(0, False, doc)]
    while stack:
        depth, flat, item = stack.pop()
        match item:
            case str(text):
                out.append(text)
                column += len(text)
            case Line(text):
                if flat and text is not None:
                    out.append(text)
                    column += len(text)
                else:
                    _strip_end(out)
                    out.append("\n" + " " * depth)
                    column = depth
            case Verbatim(text):
                out.append(text)
                column = len(text) - text.rfind("\n") - 1
            case IfBroken(text):
                if not flat:
                    out.append(text)
                    column += len(text)
            case Indent(parts):
                stack.extend((depth + _INDENT, flat, part) for part in reversed(parts))
            case Group(parts):
                fits = flat or _fits(item, stack, width - column)
                stack.extend((depth, fits, part) for part in reversed(parts))
    _strip_end(out)
    return "".join(out)


def _strip_end(out: list[str]) -> None:
    """Take the blanks off the end of the text so far."""
    while out and out[-1].endswith(" "):
        stripped = out.pop().rstrip(" ")
        if stripped:
            out.append(stripped)


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
                room -= len(text)
            case Line(text):
                if not flat:
                    return True
                if text is None:
                    return False
                room -= len(text)
            case IfBroken(text):
                room -= 0 if flat else len(text)
            case Verbatim(text):
                room -= text.find("\n") % (len(text) + 1)
            case Indent(parts):
                stack.extend((flat, part) for part in reversed(parts))
            case Group(parts):
                # A group that comes later may break by itself; up to its first break it must fit.
                stack.extend((flat, part) for part in reversed(parts))
    return False
