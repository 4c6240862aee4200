"""Chains of fields and links in the intermediate form: what they begin at, and the same from another beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolwright.runtime.ir import expressions as ir


def from_row(value: Any, row: Any) -> Any:
    """*value*, a chain of fields and links that begins at *row*, over the variable `row`; None where it is none.

    What stands in for a null (`row?.name ?? "nobody"`) does not count: the row is there.
    """
    match value:
        case ir.Coalesce(left=left):
            return from_row(left, row)
        case ir.Cell(row=inner):
            start = ir.Var(name="row") if inner == row else from_row(inner, row)
            return None if start is None else value.model_copy(update={"row": start, "safe": False})
        case ir.Follow(key=ir.Cell() as key):
            start = from_row(key, row)
            return None if start is None else value.model_copy(update={"key": start})
    return None


def on_row(path: Any, row: Any) -> Any:
    """A chain over the variable `row`, over the expression *row* instead."""
    match path:
        case ir.Var():
            return row
        case ir.Cell():
            return path.model_copy(update={"row": on_row(path.row, row)})
    return path.model_copy(update={"key": on_row(path.key, row)})


_BELOW: Mapping[type, str] = {ir.Cell: "row", ir.Follow: "key", ir.OrFail: "value"}


def below(value: Any) -> Any:
    """What a step of a chain of fields and links begins at."""
    return getattr(value, _BELOW[type(value)])


def replaced(value: Any, part: Any, by: Any) -> Any:
    """*value*, a chain, with *by* in the place of *part* of it."""
    if value is part:
        return by
    return value.model_copy(update={_BELOW[type(value)]: replaced(below(value), part, by)})


def word_of(argument: Any) -> str:
    """What the value of *argument* may be called: the last name on the way to it."""
    match argument:
        case ir.Var(name=name) | ir.Get(name=name) | ir.Cell(field=name):
            return str(name)
        case ir.Item(value=value) | ir.At(value=value) | ir.Query(item=value) | ir.OrFail(value=value):
            return word_of(value)
        case ir.Builtin(arguments=(first, *_)):
            return word_of(first)
    return "value"
