"""Where `ruff format` puts optional parentheses around an expression, and where its own brackets open instead."""

from __future__ import annotations

import ast
from typing import Literal, TypeAlias

from .operators import ATOM, BIT_OR, OPERATORS, OR, PRODUCT, TERNARY, below, precedence

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


_TERNARY_RANK, _BOOLEAN_RANK, _COMPARISON_RANK, _SUM_RANK, _PRODUCT_RANK, _ATTRIBUTE_RANK = 6, 5, 4, 3, 2, 1


class _Outline:
    """What stands outside of all brackets of an expression: its operators that bind least, its first and last part."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.rank = 0
        self.count = 0
        self.brackets = False
        self.first: bool | None = None
        """Whether the first part stands in brackets, or ends in its own that may open: those of an index may not."""
        self.last = False
        """Whether the last part does."""

    def see(self, node: ast.expr, outer: int = TERNARY) -> None:
        """Take *node* in, as an operand at *outer*."""
        if precedence(node) < outer:
            self.brackets = True
            self._part(True)
            return
        match node:
            case ast.BoolOp(values=values):
                self._ranked(_BOOLEAN_RANK, len(values) - 1)
                for value in values:
                    self.see(value, precedence(node) + 1)
            case ast.BinOp(left=left, op=op, right=right):
                self._ranked(_PRODUCT_RANK if OPERATORS[type(op)][1] == PRODUCT else _SUM_RANK, 1)
                self.see(left, precedence(node))
                self.see(right, precedence(node) + 1)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                self._ranked(_COMPARISON_RANK, len(ops))
                for value in (left, *comparators):
                    self.see(value, BIT_OR)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self._ranked(_TERNARY_RANK, 2)
                for value, outer_ in ((body, OR), (test, OR), (orelse, TERNARY)):
                    self.see(value, outer_)
            case ast.UnaryOp(operand=operand):
                self.first = bool(self.first)
                self.see(operand, below(node))
            case ast.Call(func=value) | ast.Subscript(value=value):
                self.brackets = True
                self.see(value, ATOM)
                self._part(_holds_something(node))
            case ast.Attribute(value=value):
                if precedence(value) < ATOM or isinstance(value, BRACKETED):
                    self._ranked(_ATTRIBUTE_RANK, 1)
                self.see(value, ATOM)
                self._part(False)
            case _:
                self.brackets |= isinstance(node, BRACKETED)
                self._part(_holds_something(node))

    def _part(self, bracketed: bool) -> None:
        self.last = bracketed
        if self.first is None:
            self.first = bracketed

    def _ranked(self, rank: int, count: int) -> None:
        if rank > self.rank:
            self.rank, self.count = rank, count
        elif rank == self.rank:
            self.count += count


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
    if not outline.brackets or outline.count > 1:
        return False
    return outline.rank <= _ATTRIBUTE_RANK or outline.last or bool(outline.first)
