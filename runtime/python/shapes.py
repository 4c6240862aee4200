"""What expressions of the intermediate form are, as far as their printing hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from ..ir import expressions as ir

_CANNOT_FAIL = (
    ir.Const,
    ir.Var,
    ir.ListOf,
    ir.RecordOf,
    ir.Entry,
    ir.MapOf,
    ir.MapEntry,
    ir.Get,
    ir.Cell,
    ir.Rows,
    ir.Find,
    ir.Item,
    ir.At,
    ir.Not,
    ir.Neg,
    ir.Coalesce,
    ir.Choose,
    ir.Query,
    ir.ForEach,
    ir.Where,
)
_CAN_FAIL = {"div", "floordiv", "mod"}


def is_number_or_text(e: Any) -> bool:
    """Whether *e* is a constant, or the opposite of one, but not null."""
    match e:
        case ir.Neg(value=value):
            return is_number_or_text(value)
        case ir.Text(parts=parts):
            return all(isinstance(part, str) for part in parts)
    return isinstance(e, ir.Const) and e.value is not None


def value_of(e: Any) -> Any:
    """The value of such a constant."""
    match e:
        case ir.Neg(value=value):
            return -value_of(value)
        case ir.Text(parts=parts):
            return "".join(part for part in parts if isinstance(part, str))
    return e.value


def makes_bool(e: Any) -> bool:
    """Whether *e* gives a new truth value, not a stored one."""
    if isinstance(e, ir.Binary) and e.operator in ("and", "or"):
        return makes_bool(e.left) and makes_bool(e.right)
    if isinstance(e, ir.Builtin):
        return e.name in {"contains", "starts_with", "ends_with", "any", "all"}
    return isinstance(e, ir.Binary | ir.Not)


def cannot_fail(node: Any) -> bool:
    """Whether what *node* does beside its parts always gives a value."""
    if isinstance(node, ir.Binary):
        return node.operator not in _CAN_FAIL
    if isinstance(node, ir.Builtin):
        return node.name in {"lower", "upper", "trim", "contains", "starts_with", "ends_with", "length"}
    return isinstance(node, _CANNOT_FAIL)


def nodes(node: BaseModel) -> Iterator[BaseModel]:
    """*node* and every node beneath it."""
    yield node
    for value in node.__dict__.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from nodes(part)
