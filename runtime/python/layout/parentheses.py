"""Where `ruff format` puts optional parentheses around an expression, and where its own brackets open instead."""

from __future__ import annotations

import ast
from typing import Literal, TypeAlias

from .operators import ATOM, BIT_OR, COMPARISON, OPERATORS, OR, SUM, TERNARY, UNARY, below, precedence

Parentheses: TypeAlias = Literal["never", "best fit", "multiline"]
"""Which optional parentheses an expression may get; "best fit" ones come only where they make it fit."""
BRACKETED = (ast.Call, ast.Subscript, ast.List, ast.Dict, ast.Tuple, ast.ListComp, ast.GeneratorExp)
"""What ends in brackets of its own."""


def parentheses(node: ast.expr) -> Parentheses:
    """Which optional parentheses *node* may get."""
    match node:
        case ast.BoolOp() | ast.BinOp() | ast.Compare() | ast.IfExp():
            return "multiline"
        case ast.UnaryOp(operand=operand):
            return "never" if precedence(operand) < below(node) else parentheses(operand)
        case ast.Call(func=value) | ast.Subscript(value=value) | ast.Attribute(value=value):
            if is_fluent(node):
                return "multiline"
            return "never" if precedence(value) < ATOM else parentheses(value)
        case ast.Name() | ast.Constant() | ast.JoinedStr() | ast.Lambda():
            return "best fit"
    return "never"


def is_fluent(node: ast.expr) -> bool:
    """Whether *node* is a chain of calls: two attributes or more after a call or a subscript."""
    attributes = 0
    while True:
        match node:
            case ast.Attribute(value=value):
                attributes += isinstance(value, ast.Call | ast.Subscript) or precedence(value) < ATOM
            case ast.Call(func=value) | ast.Subscript(value=value):
                pass
            case _:
                return attributes >= 2
        node = value


_ATTRIBUTE = UNARY
"""How tight an attribute counts as binding: less than what it is of, more than any operator between two operands."""


class _Outline:
    """What stands outside of all brackets of an expression: its operators and its parts."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.bindings: list[int] = []
        """How tight each operator binds, as the formatter sees it: `and` as `or`, `|` as `+`."""
        self.parts: list[bool] = []
        """Whether each part stands in brackets, or ends in its own that may open: those of an index may not."""

    def see(self, node: ast.expr, outer: int = TERNARY) -> None:
        """Take *node* in, as an operand at *outer*."""
        if precedence(node) < outer:
            self.parts.append(True)
            return
        match node:
            case ast.BoolOp(values=values):
                self.bindings += [OR for _ in values[1:]]
                for value in values:
                    self.see(value, precedence(node) + 1)
            case ast.BinOp(left=left, op=op, right=right):
                self.bindings.append(max(OPERATORS[type(op)][1], SUM))
                self.see(left, precedence(node))
                self.see(right, precedence(node) + 1)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                self.bindings += [COMPARISON for _ in ops]
                for value in (left, *comparators):
                    self.see(value, BIT_OR)
            case ast.IfExp():
                self.bindings += [TERNARY, TERNARY]  # nothing binds less, and two are too many whatever is in it
            case ast.UnaryOp(operand=operand):
                self.parts.append(False)
                self.see(operand, below(node))
            case ast.Call(func=value) | ast.Subscript(value=value):
                self.see(value, ATOM)
                self.parts.append(_holds_something(node))
            case ast.Attribute(value=value):
                if precedence(value) < ATOM or isinstance(value, BRACKETED):
                    self.bindings.append(_ATTRIBUTE)
                self.see(value, ATOM)
                self.parts.append(False)
            case _:
                self.parts.append(_holds_something(node))


def _holds_something(node: ast.expr) -> bool:
    """Whether *node* ends in brackets of its own, other than those of an index, and something is in them."""
    match node:
        case ast.Call(args=args, keywords=keywords):
            return bool(args or keywords)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return bool(items)
        case ast.Dict(keys=keys):
            return bool(keys)
    return isinstance(node, ast.ListComp | ast.GeneratorExp)


def opens_itself(node: ast.expr) -> bool:
    """Whether brackets at the begin or end of *node* may open in place of parentheses around it."""
    outline = _Outline()
    outline.see(node)
    least = min(outline.bindings, default=ATOM)
    if outline.bindings.count(least) > 1:
        return False
    return least >= _ATTRIBUTE or outline.parts[0] or outline.parts[-1]
