"""Documents: text with places where a line may break, and which of them do break on a page of some width.

A group is measured together with what follows it up to the next possible break; what fits stays on its line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

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
    """What has no brackets: in parentheses where it fits so, else as it is."""

    part: Doc


Doc: TypeAlias = str | Line | Group | Indent | IfBroken | Opens | BestFit | Sequence["Doc"]
SOFT, SPACE = Line(""), Line(" ")
"""Breaks that leave nothing, or a space, where the group fits."""


@dataclass(frozen=True, slots=True)
class _Frame:
    doc: Doc
    broken: bool
    indent: int
    all_lines: bool = False
    """Whether every line must fit, not only the first."""


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
                    group.broken = False
                    inner = _Frame(group.parts, False, frame.indent)
                    broken = not _fits([*stack, inner], width - column, width)
                group.broken = broken
                stack.append(_Frame(group.parts, broken, frame.indent))
            case BestFit(part):
                plain = _Frame(part, False, frame.indent)
                wrapped = _Frame(["(", Indent([SOFT, part]), SOFT, ")"], True, frame.indent)
                inside = _Frame(part, False, frame.indent + INDENT)
                fits = _fits([*stack, plain], width - column, width)
                stack.append(plain if fits or not _fits([inside], width - inside.indent, width) else wrapped)
            case _:
                stack.extend(_unfolded(frame))
    return "".join(out)


def _unfolded(frame: _Frame) -> list[_Frame]:
    """The parts of what is neither text, line nor group, last one first."""
    match frame.doc:
        case Indent(parts, only_if):
            deeper = INDENT if only_if is None or only_if.broken else 0
            return [_Frame(parts, frame.broken, frame.indent + deeper, frame.all_lines)]
        case IfBroken(broken, flat, group):
            chosen = broken if (frame.broken if group is None else group.broken) else flat
            return [_Frame(chosen, frame.broken, frame.indent, frame.all_lines)]
        case Opens(part, group):
            if not frame.broken and not group.broken:
                return [_Frame(part, True, frame.indent, True)]
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines)]
        case BestFit(part):
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines)]
        case list() | tuple() as parts:
            return [_Frame(part, frame.broken, frame.indent, frame.all_lines) for part in reversed(parts)]
    raise TypeError(f"not a document: {frame.doc!r}")


def _fits(stack: list[_Frame], room: int, width: int) -> bool:
    """Whether what is on top of *stack* fits into *room* columns, up to the first line break after it."""
    while stack:
        frame = stack.pop()
        match frame.doc:
            case str() as text:
                room -= columns(text)
                if room < 0:
                    return False
            case Line(flat):
                if not frame.broken:
                    room -= len(flat)
                elif frame.all_lines:
                    room = width - frame.indent
                else:
                    return True
                if room < 0:
                    return False
            case Group() as group:
                group.broken = frame.broken
                stack.append(_Frame(group.parts, frame.broken, frame.indent, frame.all_lines))
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
