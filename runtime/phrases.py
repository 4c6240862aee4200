"""Types of the intermediate form in words, for messages: `an integer from 1 to 50`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from .ir import types as ir

SHOWN_NAMES: Final = 40
"""How many names a message lists before it counts the rest."""


def describe(kind: ir.Type) -> str:
    """What a value of this type must be, to be read after "must be"."""
    match kind:
        case ir.StrType():
            size = _size(kind.low, kind.high, "character")
            rule = f" that matches the pattern `{kind.pattern}` as a whole" if kind.pattern is not None else ""
            return f"a string{size}{rule}"
        case ir.IntType() | ir.FloatType():
            name = "an integer" if isinstance(kind, ir.IntType) else "a number"
            return name + _range(kind.low, kind.high) + (f" ({kind.unit})" if kind.unit else "")
        case ir.BoolType():
            return "true or false"
        case ir.DateType():
            return "a string that is a real date, written YYYY-MM-DD"
        case ir.DatetimeType():
            return "a string that is a real date and time without zone, written YYYY-MM-DDTHH:MM:SS"
        case ir.EnumType():
            return f"one of the strings {quoted_names(kind.members)}"
        case ir.ListType():
            return f"a list{_size(kind.low, kind.high, 'item')}"
        case ir.MapType():
            rule = "" if kind.key == ir.StrType() else f", each name {describe(kind.key)}"
            return f"an object{_size(kind.low, kind.high, 'entry')}{rule}"
        case ir.RecordType():
            return f"an object with {quoted_names([field.name for field in kind.fields])}"
        case ir.OptionalType():
            inner = describe(kind.item)
            return inner if isinstance(kind.item, ir.OptionalType) else f"{inner}, or null"
        case ir.RowType():
            return "a key, a string or an integer"
        case _:
            assert_never(kind)


def quoted_names(names: Sequence[str]) -> str:
    """Names in back quotes; of very many only the first, and how many there are."""
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN_NAMES])
    return shown if len(names) <= SHOWN_NAMES else f"{shown} and others ({len(names)} in all)"


def _size(low: int | None, high: int | None, noun: str) -> str:
    def counted(number: int) -> str:
        plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
        return f"{number} {noun if number == 1 else plural}"

    if low is not None and low == high:
        return f" of exactly {counted(low)}"
    if low is not None and high is not None:
        return f" of {low} to {counted(high)}"
    if low is not None:
        return f" of at least {counted(low)}"
    return f" of at most {counted(high)}" if high is not None else ""


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" from {_plain(low)} to {_plain(high)}"
    if low is not None:
        return f" of at least {_plain(low)}"
    return f" of at most {_plain(high)}" if high is not None else ""


def _plain(number: float) -> str:
    """A bound without a `.0` that an author did not write."""
    text = repr(number)
    return text.removesuffix(".0")


__all__ = ["SHOWN_NAMES", "describe", "quoted_names"]
