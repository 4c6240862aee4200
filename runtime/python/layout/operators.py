"""How tight Python's operators bind, and the operands that stand side by side in an operation."""

from __future__ import annotations

import ast
from typing import NamedTuple

TERNARY, OR, AND, NOT, COMPARISON, BIT_OR, SUM, PRODUCT, UNARY, ATOM = range(10)
"""How tight a form binds, the loosest first."""

OPERATORS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Or: ("or", OR),
    ast.And: ("and", AND),
    ast.In: ("in", COMPARISON),
    ast.NotIn: ("not in", COMPARISON),
    ast.Is: ("is", COMPARISON),
    ast.IsNot: ("is not", COMPARISON),
    ast.Lt: ("<", COMPARISON),
    ast.LtE: ("<=", COMPARISON),
    ast.Gt: (">", COMPARISON),
    ast.GtE: (">=", COMPARISON),
    ast.Eq: ("==", COMPARISON),
    ast.NotEq: ("!=", COMPARISON),
    ast.BitOr: ("|", BIT_OR),
    ast.Add: ("+", SUM),
    ast.Sub: ("-", SUM),
    ast.Mult: ("*", PRODUCT),
    ast.Div: ("/", PRODUCT),
    ast.FloorDiv: ("//", PRODUCT),
    ast.Mod: ("%", PRODUCT),
}
"""The symbol of each operator of generated Python, and how tight it binds."""


def precedence(node: ast.expr) -> int:
    """How tight *node* binds."""
    match node:
        case ast.Lambda() | ast.IfExp():
            return TERNARY
        case ast.BoolOp(op=op) | ast.BinOp(op=op):
            return OPERATORS[type(op)][1]
        case ast.Compare():
            return COMPARISON
        case ast.UnaryOp(op=ast.Not()):
            return NOT
        case ast.UnaryOp():
            return UNARY
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return UNARY  # `3.real` is no Python
    return ATOM


def below(node: ast.UnaryOp) -> int:
    """What the operand of *node* must bind as tight as; `--x` would be read for what it is in other languages."""
    twice = isinstance(node.op, ast.USub) and isinstance(node.operand, ast.UnaryOp)
    return ATOM if twice else precedence(node)


class Operand(NamedTuple):
    """An operand with the operator before it."""

    operator: str
    binding: int
    """How tight the operator binds; lines break before `and` as they do before `or`."""
    outer: int
    """What the operand must bind as tight as to need no parentheses."""
    value: ast.expr


def flattened(node: ast.expr) -> list[Operand]:
    """The operands of an operation, those of its operands among them that need no parentheses.

    Raises TypeError where *node* is no operation.
    """

    def side(part: ast.expr, outer: int) -> list[Operand]:
        if isinstance(part, ast.BoolOp | ast.BinOp | ast.Compare) and precedence(part) >= outer:
            return flattened(part)
        return [Operand("", 0, outer, part)]

    def after(op: ast.AST, part: ast.expr, outer: int) -> list[Operand]:
        symbol, binding = OPERATORS[type(op)]
        first, *rest = side(part, outer)
        return [first._replace(operator=symbol, binding=OR if binding == AND else binding), *rest]

    match node:
        case ast.BoolOp(op=op, values=[first, *rest]):
            binding = precedence(node) + 1
            return [*side(first, binding), *(x for value in rest for x in after(op, value, binding))]
        case ast.BinOp(left=left, op=binop, right=right):
            binding = precedence(node)
            return [*side(left, binding), *after(binop, right, binding + 1)]
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            pairs = zip(ops, comparators, strict=True)
            return [*side(left, BIT_OR), *(x for op, value in pairs for x in after(op, value, BIT_OR))]
    raise TypeError(f"not an operation: {ast.dump(node)}")
