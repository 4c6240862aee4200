"""Documents: text with places where a line may break, and which of them do break on a page of some width.

A group is measured together with what follows it up to the next possible break; what fits stays on its line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

INDENT = 4
"""Columns that one more level of brackets or blocks moves to the right."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place where the line may break."""

    flat: str
    """What stands here while the group fits on its line."""


@dataclass(eq=False, slots=True)
class Group:
    """Parts whose breaks all happen, or none: none where the group fits."""

    parts: Sequence[Doc]
    broken: bool = False
    only_if: Group | None = None
    """Measured on its own only where that group is broken; else it does as what is around it does."""


@dataclass(frozen=True, slots=True)
class Indent:
    """Parts whose lines begin one level deeper."""

    parts: Sequence[Doc]
    only_if: Group | None = None


@dataclass(frozen=True, slots=True)
class IfBroken:
    """What depends on whether a group breaks."""

    broken: Doc
    flat: Doc
    group: Group | None = None
    """The group that is asked; the one around it when None."""


@dataclass(frozen=True, slots=True)
class Opens:
    """Brackets that may open inside optional parentheses without these appearing."""

    part: Doc
    group: Group


@dataclass(frozen=True, slots=True)
class BestFit:
    """What breaks in its own brackets alone: in parentheses where it fits in these and not as it is."""

    part: Doc
    group: Group
    """Broken where the parentheses are there."""


@dataclass(frozen=True, slots=True)
class Hung:
    """What ends in brackets: in parentheses where these brackets cannot open on its first line."""

    part: Doc


Doc: TypeAlias = str | Line | Group | Indent | IfBroken | Opens | BestFit | Hung | Sequence["Doc"]
SOFT, SPACE = Line(""), Line(" ")
"""Breaks that leave nothing, or a space, where the group fits."""


@dataclass(frozen=True, slots=True)
class _Frame:
    doc: Doc
    broken: bool
    indent: int
    lines: Literal["first", "every", "last"] = "first"
    """Which of the lines must fit."""


def printed(doc: Doc, indent: int, width: int) -> str:
    """*doc* as text that begins *indent* columns to the right, on a page of *width* columns."""
    out = [" " * indent]
    column = indent
    stack = [_Frame(doc, True, indent)]
    while stack:
        frame = stack.pop()
        match frame.doc:
            case str() as text:
                out.append(text)
                column += columns(text)
            case Line(flat):
                if frame.broken:
                    out.append("\n" + " " * frame.indent)
                    column = frame.indent
                else:
                    out.append(flat)
                    column += len(flat)
            case Group() as group:
                broken = frame.broken
                if broken and (group.only_if is None or group.only_if.broken):
                    inner = _Frame(group.parts, False, frame.indent)
                    broken = not _fits([*stack, inner], width - column, width)
                group.broken = broken
                stack.append(_Frame(group.parts, broken, frame.indent))
            case Hung(part):
                opened = _Frame(part, frame.broken, frame.indent)
                stack.append(opened if _fits([*stack, opened], width - column, width) else _wrapped(part, frame.indent))
            case BestFit(part, group):
                plain = _Frame(part, frame.broken, frame.indent)
                if not _fits([*stack, plain], width - column, width):
                    inside = _Frame(part, True, frame.indent + INDENT, "every")
                    after = _Frame([SOFT, ")"], True, frame.indent, "every")
                    group.broken = _fits([*stack, after, inside], width - inside.indent, width)
                stack.append(_wrapped(part, frame.indent) if group.broken else plain)
            case _:
                stack.extend(_unfolded(frame))
    return "".join(out)


def _wrapped(part: Doc, indent: int) -> _Frame:
    """*part* in parentheses, on lines of its own."""
    return _Frame(["(", Indent([SOFT, part]), SOFT, ")"], True, indent)


def _unfolded(frame: _Frame) -> list[_Frame]:
    """The parts of what is neither text, line nor group, last one first."""
    match frame.doc:
        case Indent(parts, only_if):
            deeper = INDENT if only_if is None or only_if.broken else 0
            return [_Frame(parts, frame.broken, frame.indent + deeper, frame.lines)]
        case IfBroken(broken, flat, group):
            chosen = broken if (frame.broken if group is None else group.broken) else flat
            return [_Frame(chosen, frame.broken, frame.indent, frame.lines)]
        case Opens(part, group):
            if not frame.broken and not group.broken:
                return [_Frame(part, True, frame.indent, "last")]
            return [_Frame(part, frame.broken, frame.indent, frame.lines)]
        case Group(part) | BestFit(part) | Hung(part):
            return [_Frame(part, frame.broken, frame.indent, frame.lines)]
        case list() | tuple() as parts:
            return [_Frame(part, frame.broken, frame.indent, frame.lines) for part in reversed(parts)]
    raise TypeError(f"not a document: {frame.doc!r}")


def _fits(stack: list[_Frame], room: int, width: int) -> bool:
    """Whether what is on top of *stack* fits into *room* columns, up to the first line break after it."""
    while stack:
        frame = stack.pop()
        match frame.doc:
            case str() as text:
                room -= columns(text)
                if room < 0 and frame.lines != "last":
                    return False
            case Line(flat):
                if not frame.broken:
                    room -= len(flat)
                elif frame.lines == "first":
                    return True
                else:
                    room = width - frame.indent
                if room < 0:
                    return False
            case _:
                stack.extend(_unfolded(frame))
    return True


def separated(items: Sequence[Doc]) -> Doc:
    """*items* with commas between them, and after the last where the group around breaks."""
    parts: list[Doc] = []
    for item in items:
        parts += [item, ",", SPACE]
    return [*parts[:-2], IfBroken(",", "") if len(items) > 1 else ""]


def columns(text: str) -> int:
    """How many columns *text* takes; wide characters take two, marks on others none."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.combining(c) == 0 for c in text)
