"""What a condition says about null: which plain variables it excludes it for, holding or not."""

from __future__ import annotations

from typing import NamedTuple

from ..syntax import nodes


class Facts(NamedTuple):
    """Variables that are not null."""

    if_true: frozenset[str]
    if_false: frozenset[str]


_NOTHING = Facts(frozenset(), frozenset())


def facts(condition: nodes.Expr) -> Facts:
    """What *condition* says; names that are no variables do no harm."""
    match condition:
        case nodes.Binary(_, "==" | "!=" as operator, left, right):
            name = _null_test(left, right)
            if name is None:
                return _NOTHING
            found = frozenset((name,))
            return Facts(found, frozenset()) if operator == "!=" else Facts(frozenset(), found)
        case nodes.Binary(_, "and", left, right):
            a, b = facts(left), facts(right)
            return Facts(a.if_true | b.if_true, a.if_false & b.if_false)
        case nodes.Binary(_, "or", left, right):
            a, b = facts(left), facts(right)
            return Facts(a.if_true & b.if_true, a.if_false | b.if_false)
        case nodes.Unary(_, "not", operand):
            inner = facts(operand)
            return Facts(inner.if_false, inner.if_true)
        case _:
            return _NOTHING


def _null_test(left: nodes.Expr, right: nodes.Expr) -> str | None:
    match left, right:
        case (nodes.Name(_, name), nodes.Literal(_, None)) | (nodes.Literal(_, None), nodes.Name(_, name)):
            return name
        case _:
            return None
