"""What the grammar knows without words: operators and plain types, as rows for readers."""

from __future__ import annotations

from typing import Final, NamedTuple


class Operator(NamedTuple):
    """Operators that bind equally tight."""

    written: tuple[str, ...]
    meaning: str


OPERATORS: Final = (
    Operator(("if c then a else b",), "one of two values"),
    Operator(("??", "?? fail"), "the left side, or where it is null the right side; `?? fail` ends the tool instead"),
    Operator(("or",), "true where one side is; the right side is not computed where the left is true"),
    Operator(("and",), "true where both sides are; the right side is not computed where the left is false"),
    Operator(("not",), "the opposite of a condition"),
    Operator(
        ("==", "!=", "<", "<=", ">", ">=", "in", "not in"),
        "comparison, which does not chain; `in` looks into a list, or for a key into a map",
    ),
    Operator(("+", "-"), "sum and difference; `+` also joins two texts or two lists"),
    Operator(
        ("*", "/", "//", "%"),
        "product; `/` always gives a float; `//` rounds down; `%` has the sign of its right side",
    ),
    Operator(("-x",), "the number with the other sign"),
    Operator(("x.f", "x?.f", "x[k]", "f(x)"), "field, field or null, item or row by key, call"),
)
"""From the loosest to the tightest."""


class PlainType(NamedTuple):
    """A type that nobody declares."""

    name: str
    values: str
    refinements: str
    example: str


TYPES: Final = (
    PlainType("str", "text", "length in characters, `pattern`", 'str(1..80), str(pattern="[A-Z]{3}")'),
    PlainType("int", "whole number", "inclusive range, `unit`", 'int(0..), int(-500..6000, unit="m")'),
    PlainType("float", "finite number", "inclusive range, `unit`", 'float(0.0..1.0), float(0.0.., unit="EUR")'),
    PlainType("bool", "`true` or `false`", "none", "bool"),
    PlainType("date", 'day, written as text: `"2026-03-01"`', "none", "date"),
    PlainType("datetime", 'day and time without zone, written as text: `"2026-03-01T09:00:00"`', "none", "datetime"),
    PlainType("list", "values of one type, in order", "number of items", "list[str], list[City](1..5)"),
    PlainType(
        "map", "values under keys, which are texts or members of an enum", "number of entries", "map[str, float](..10)"
    ),
)
