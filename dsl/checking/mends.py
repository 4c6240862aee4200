"""Values of the wrong type made right: what to write instead, and the edits where there is no doubt."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from ..diagnostics import Edit, Fix
from ..source import Span
from ..syntax import nodes
from .fit import Misfit, convert, present
from .types import Bool, Date, Float, Int, List, Null, Optional, Row, Str, Type

_SHOWN: Final = 30
_BARE_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Mend(NamedTuple):
    """Words about what to write instead, and a fix where it is certain."""

    help: str | None
    fix: Fix | None = None


def mend_value(expr: nodes.Expr, found: Type, wanted: Type) -> Mend | None:
    """How *expr* of type *found* becomes one of type *wanted*; None where nothing is certain."""
    place = present(wanted)
    if isinstance(place, Date) and (day := mend_day(expr)) is not None:
        return day
    if isinstance(expr, nodes.Literal):
        problem = convert(expr.value, wanted)
        if isinstance(problem, Misfit) and problem.instead is not None:
            return Mend(f"write `{problem.instead}`", replacing(expr.span, problem.instead))
    match found, place:
        case Int(), Float():
            return Mend("multiply by `1.0` to make it a float", appending(expr, " * 1.0"))
        case ((Int() | Float() | Bool() | Date()), Str()):
            return Mend("use `text(...)`", wrapping(expr, "text"))
        case _:
            return None


def mend_day(expr: nodes.Expr) -> Mend | None:
    """The quotes that lack around *expr*, where it is a day such as 2026-03-01, which reads as a difference."""
    text = expr.span.text
    if _BARE_DAY.fullmatch(text) is None or not _is_day(text):
        return None
    return Mend("a date stands in quotes", replacing(expr.span, f'"{text}"'))


def mend_condition(expr: nodes.Expr, found: Type) -> Mend:
    """How *expr* of type *found*, which is no `bool`, becomes a condition."""
    text = shown(expr)
    match found:
        case Optional(Bool()):
            return Mend(f"say what null counts as: `{text} ?? false`, or compare: `{text} == true`")
        case Optional(Row()):
            return Mend(f"compare with null: `{text} != null`", appending(expr, " != null"))
        case Optional() | Null():
            return Mend(f"compare with null: `{text} != null`")
        case List():
            counted = Fix("compare the number of items", _around(expr.span, "count(", ") > 0"))
            return Mend(f"ask for the number of items: `count({text}) > 0`", counted if _tight(expr) else None)
        case Int() | Float():
            return Mend(f"compare with a number: `{text} != 0`", appending(expr, " != 0"))
        case Str():
            return Mend(f'compare with a text: `{text} != ""`', appending(expr, ' != ""'))
        case _:
            return Mend(None)


def mend_null(expr: nodes.Expr, found: Type, within: bool) -> str:
    """Words about what makes a value of *expr*, of the optional type *found*; *within* an operator `??` needs brackets.

    What a test says of null is known of names alone: another path may lead elsewhere the next time.
    """
    other = next((text for kind, text in _FILLERS if isinstance(present(found), kind)), None)
    value = f"{shown(expr)} ?? {other}"
    written = f": `({value})`" if within else f": `{value}`"
    test = ", or test `!= null` first" if isinstance(expr, nodes.Name) else ""
    return f"give a value for null{written if other is not None and _tight(expr) else ' with `??`'}{test}"


_FILLERS: Final = ((Int, "0"), (Float, "0.0"), (Str, '""'), (Bool, "false"), (List, "[]"))
"""What often stands for null, by type."""


def shown(expr: nodes.Expr) -> str:
    """*expr* as its author wrote it, `x` where that is long."""
    text = expr.span.text
    return text if len(text) <= _SHOWN and "\n" not in text else "x"


def replacing(span: Span, text: str) -> Fix:
    """A fix that writes *text* in the place of *span*."""
    return Fix(f"write `{text}`", (Edit(span, text),))


def wrapping(expr: nodes.Expr, function: str) -> Fix:
    """A fix that gives *expr* to *function*."""
    return Fix(f"write `{function}(...)`", _around(expr.span, f"{function}(", ")"))


def appending(expr: nodes.Expr, text: str) -> Fix | None:
    """A fix that writes *text*, an operator and an operand, behind *expr*; None where that would bind otherwise."""
    end = Span(expr.span.source, expr.span.end, expr.span.end)
    return Fix(f"write `{text.strip()}` behind it", (Edit(end, text),)) if _tight(expr) else None


def _around(span: Span, before: str, after: str) -> tuple[Edit, Edit]:
    source = span.source
    return Edit(Span(source, span.start, span.start), before), Edit(Span(source, span.end, span.end), after)


def _tight(expr: nodes.Expr) -> bool:
    """Whether an operator behind *expr* takes all of it."""
    return isinstance(expr, nodes.Name | nodes.Attribute | nodes.Index | nodes.Call)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
