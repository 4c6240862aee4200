"""Types, fields and values that random programs are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import types

Kind: TypeAlias = tuple[Any, ...]
"""A type: ("int",), ("list", item), ("map", value), ("opt", item), ("row", entity), ("rec", ((name, type), ...))."""
Env: TypeAlias = dict[str, Kind]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

INT, FLOAT, STR, BOOL, DATE = ("int",), ("float",), ("str",), ("bool",), ("date",)
SCALARS: Sequence[Kind] = (INT, FLOAT, STR, BOOL, DATE)
COMPARABLE: Sequence[Kind] = (INT, FLOAT, STR, DATE)
ITEM, MAKER = ("row", "Item"), ("row", "Maker")

FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "Maker": {"code": STR, "name": STR, "rating": ("opt", FLOAT), "active": BOOL, "since": DATE, "self": INT},
    "Item": {
        "id": INT,
        "maker": MAKER,
        "backup": ("opt", MAKER),
        "row": INT,
        "class": ("opt", STR),
        "price": FLOAT,
        "sold": BOOL,
        "from": DATE,
        "tags": ("list", STR),
        "sizes": ("map", FLOAT),
    },
}
TEXTS = ("", "a", "b", "ab", "Ä ß", "{x} {{", "q\"u'o\\te", "a b", "c", "\n\t", "%s", "12")
DATES = ("2024-02-29", "2024-03-01", "1999-12-31", "2030-01-01")
FLOATS = (-1.5, 0.0, 0.1, 0.5, 2.0, 2.5, 1e15, 12345.678)
DOMAIN: Mapping[str, Sequence[Any]] = {
    "int": (-3, -1, 0, 1, 2, 3, 5, 1000000),
    "float": FLOATS,
    "str": TEXTS,
    "bool": (True, False),
    "date": DATES,
}
NAMES = (
    *(
        "from",
        "max",
        "self",
        "world",
        "list",
        "name",
        "row",
        "text",
        "class",
        "first",
        "result",
        "found",
        "x",
    ),
    *("y", "sum", "item", "take", "kind", "label", "size", "low", "high", "part", "whole", "value", "count"),
    *("total", "print", "format", "lambda"),
)


def ir_type(kind: Kind) -> Any:
    """A type in the intermediate form."""
    match kind:
        case ("list", item):
            return types.ListType(item=ir_type(item))
        case ("map", value):
            return types.MapType(key=types.StrType(), value=ir_type(value))
        case ("opt", item):
            return types.OptionalType(item=ir_type(item))
        case ("row", entity):
            return types.RowType(entity=entity)
        case ("rec", fields):
            return types.RecordType(fields=tuple(types.RecordField(name=n, value=ir_type(k)) for n, k in fields))
    plain = {"int": types.IntType, "float": types.FloatType, "str": types.StrType, "bool": types.BoolType}
    return plain.get(kind[0], types.DateType)()


def value_of(draw: Draw, kind: Kind) -> Any:
    """A JSON value of a type."""
    match kind:
        case ("list", item):
            return [value_of(draw, item) for _ in range(draw(st.integers(0, 3)))]
        case ("map", item):
            return {key: value_of(draw, item) for key in draw(st.lists(st.sampled_from(TEXTS), max_size=3))}
        case ("opt", item):
            return None if draw(st.booleans()) else value_of(draw, item)
    return draw(st.sampled_from(DOMAIN[kind[0]]))


def const(value: Any) -> Any:
    """A constant, lists and maps included."""
    if isinstance(value, dict):
        return ir.MapOf(entries=tuple(ir.MapEntry(key=k, value=const(v)) for k, v in value.items()))
    return ir.ListOf(items=tuple(map(const, value))) if isinstance(value, list) else ir.Const(value=value)
