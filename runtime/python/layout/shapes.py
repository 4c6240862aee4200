"""Expressions as documents: brackets open from the outside in, operations break before their operators."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from .documents import SOFT, SPACE, BestFit, Doc, Group, Hung, IfBroken, Indent, Line, Opens, separated
from .operators import ATOM, OR, TERNARY, Operand, below, flattened, precedence
from .parentheses import BRACKETED, is_fluent, opens_itself, parentheses

Level: TypeAlias = "Group | bool"
"""Where an expression stands: inside brackets (True), outside (False), or in optional parentheses (their group)."""


class Shapes:
    """Documents of the expressions of one line."""

    def __init__(self, line: str) -> None:
        """Literals are shown as they stand in *line*."""
        self._line_bytes = line.encode()

    def doc(self, node: ast.expr, level: Level, outer: int = TERNARY) -> Doc:
        """*node*, in parentheses where its place (*outer*) binds tighter."""
        if precedence(node) < outer:
            return self._brackets("(", self._inside(node, True), ")", level)
        return self._inside(node, level)

    def last(self, node: ast.expr, even_in_vain: bool = False) -> Doc:
        """*node* at the end of a statement, in parentheses where these make it fit and nothing else does, or *even in
        vain* where nothing does.
        """
        kind = parentheses(node)
        if kind == "never":
            return self.doc(node, False)
        if kind == "best fit" and not even_in_vain:
            return self.fitted(node)
        if not opens_itself(node):
            return Group([IfBroken("(", ""), Indent([SOFT, self.doc(node, True)]), SOFT, IfBroken(")", "")])
        group = Group(())
        group.parts = [
            IfBroken("(", ""),
            Indent([SOFT, self.doc(node, group)], only_if=group),
            SOFT,
            IfBroken(")", ""),
        ]
        return group

    def fitted(self, node: ast.expr) -> Doc:
        """*node* in parentheses where these make it fit, with what follows it."""
        group = Group(())
        return BestFit(self.doc(node, group), group)

    def bound(self, node: ast.expr) -> Doc:
        """What a `for` binds; the outermost tuple needs no parentheses."""
        if not isinstance(node, ast.Tuple) or len(node.elts) < 2:
            return self.doc(node, True)
        first, *rest = (self.doc(name, True) for name in node.elts)
        return [first, *([", ", name] for name in rest)]

    def signature(self, node: ast.FunctionDef) -> Doc:
        """The head of a function."""
        given = node.args
        parts: list[Doc] = [self._parameter(a, None) for a in given.args]
        if given.kwonlyargs:
            parts.append("*")
            parts += [self._parameter(a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
        given_all = Group([separated(parts)]) if len(parts) > 1 else [*parts, IfBroken(",", "")]
        params = self._brackets("(", given_all, ")", False)
        result = f" -> {self.as_written(node.returns)}" if node.returns else ""
        return [f"def {node.name}", params, result, ":"]

    def _parameter(self, argument: ast.arg, default: ast.expr | None) -> Doc:
        annotation: Doc = [": ", self.doc(argument.annotation, True)] if argument.annotation else ""
        return [argument.arg, annotation, [" = ", self.doc(default, True)] if default else ""]

    def _brackets(self, left: str, content: Doc, right: str, level: Level) -> Doc:
        inner = Group([Indent([SOFT, content]), SOFT])
        return [left, Opens(inner, level) if isinstance(level, Group) else inner, right]

    def _line(self, level: Level, flat: str = " ") -> Doc:
        """A possible break between operands: only inside some parentheses."""
        if isinstance(level, Group):
            return IfBroken(Line(flat), flat, level)
        return Line(flat) if level else flat

    def _group(self, parts: Sequence[Doc], level: Level) -> Doc:
        if isinstance(level, Group):
            return Group(parts, only_if=level)
        return Group(parts) if level else parts

    def _chain(self, node: ast.expr, level: Level) -> Sequence[Doc]:
        """A chain of calls: a break is possible before each attribute of what a call gave."""
        if precedence(node) < ATOM:
            return [self.doc(node, level, ATOM)]
        match node:
            case ast.Attribute(value=value, attr=attr):
                after_call = isinstance(value, ast.Call | ast.Subscript) or precedence(value) < ATOM
                line = self._line(level, "") if after_call else ""
                return [*self._chain(value, level), line, "." + attr]
            case ast.Call(func=value):
                return [*self._chain(value, level), self._arguments(node, level)]
            case ast.Subscript(value=value, slice=index):
                return [*self._chain(value, level), self._index(index, level)]
        return [self.doc(node, level, ATOM)]

    def _index(self, index: ast.expr, level: Level) -> Doc:
        match index:
            case ast.Slice():
                ends = [self.doc(end, True) if end else "" for end in (index.lower, index.upper)]
                return self._brackets("[", [ends[0], ":", ends[1]], "]", level)
            case ast.Tuple(elts=items):
                return self._brackets("[", Group([self._items(items)]), "]", level)
        return self._brackets("[", self.doc(index, True), "]", level)

    def _inside(self, node: ast.expr, level: Level) -> Doc:
        match node:
            case ast.Attribute() | ast.Call() | ast.Subscript() if is_fluent(node):
                return Group(self._chain(node, level))
            case ast.BoolOp() | ast.BinOp() | ast.Compare():
                return self._operation(flattened(node), level)
            case ast.UnaryOp(op=op, operand=operand):
                sign = "not " if isinstance(op, ast.Not) else "-"
                return [sign, self.doc(operand, level, below(node))]
            case ast.IfExp():
                return self._group(self._choice(node, level), level)
            case ast.Attribute(value=value, attr=attr):
                return [self.doc(value, level, ATOM), "." + attr]
            case ast.Call():
                return [self.doc(node.func, level, ATOM), self._arguments(node, level)]
            case ast.Subscript(value=value, slice=index):
                return [self.doc(value, level, ATOM), self._index(index, level)]
            case ast.List(elts=[]) | ast.Dict(keys=[]):
                return "[]" if isinstance(node, ast.List) else "{}"
            case ast.List(elts=items):
                return self._brackets("[", self._items(items), "]", level)
            case ast.Tuple(elts=[only]):
                return self._brackets("(", [self.doc(only, True), ","], ")", level)
            case ast.Tuple(elts=items):
                return self._brackets("(", self._items(items), ")", level)
            case ast.Dict(keys=keys, values=values):
                pairs = [[self.doc(k, True), ": ", self.doc(v, True)] for k, v in zip(keys, values, strict=True) if k]
                return self._brackets("{", separated(pairs), "}", level)
            case ast.ListComp(elt=item, generators=generators):
                return self._brackets("[", self._comprehension(item, generators), "]", level)
            case ast.GeneratorExp(elt=item, generators=generators):
                return self._brackets("(", self._comprehension(item, generators), ")", level)
            case ast.Lambda(args=args, body=body):
                names = ", ".join(a.arg for a in args.args)
                return [f"lambda {names}: " if names else "lambda: ", self._body(body, level)]
            case ast.Constant() | ast.JoinedStr():
                return self.as_written(node)
        return ast.unparse(node)

    def as_written(self, node: ast.expr) -> str:
        """The text of *node* in the line."""
        return self._line_bytes[node.col_offset : node.end_col_offset].decode()

    def _body(self, body: ast.expr, level: Level) -> Doc:
        """What a lambda gives."""
        if isinstance(body, ast.Call | ast.Subscript) and not is_fluent(body):
            return Hung(self.doc(body, True))
        if isinstance(body, BRACKETED) and not is_fluent(body):
            return self.doc(body, level)
        return Group([IfBroken("(", ""), Indent([SOFT, self.doc(body, True)]), SOFT, IfBroken(")", "")])

    def _choice(self, node: ast.IfExp, level: Level) -> Sequence[Doc]:
        otherwise: Doc = self.doc(node.orelse, level)
        if isinstance(node.orelse, ast.IfExp):
            otherwise = self._choice(node.orelse, level)
        line = self._line(level)
        return [self.doc(node.body, level, OR), line, "if ", self.doc(node.test, level, OR), line, "else ", otherwise]

    def _items(self, items: Sequence[ast.expr]) -> Doc:
        return separated([self.doc(item, True) for item in items])

    def _arguments(self, node: ast.Call, level: Level) -> Doc:
        given: list[Doc] = [self.doc(argument, True) for argument in node.args]
        given += [[f"{k.arg}=", self.doc(k.value, True)] for k in node.keywords]
        if not given:
            return "()"
        match node.args:
            case [ast.GeneratorExp(elt=item, generators=generators)] if len(given) == 1:
                return self._brackets("(", self._comprehension(item, generators), ")", level)
        return self._brackets("(", Group([separated(given)]), ")", level)

    def _comprehension(self, item: ast.expr, generators: Sequence[ast.comprehension]) -> Doc:
        parts: list[Doc] = [Group([self.doc(item, True)])]
        for clause in generators:
            parts += [SPACE, "for ", self.bound(clause.target), " in ", self.doc(clause.iter, True, OR)]
            for test in clause.ifs:
                parts += [SPACE, "if ", self.doc(test, True, OR)]
        return Group(parts)

    def _operation(self, operands: Sequence[Operand], level: Level) -> Doc:
        """Operands with the operator before each: split at the operators that bind least, these parts grouped."""
        if len(operands) == 1:
            return self.doc(operands[0].value, level, operands[0].outer)
        least = min(operand.binding for operand in operands[1:])
        cuts = [0, *(i for i in range(1, len(operands)) if operands[i].binding == least), len(operands)]
        parts: list[Doc] = []
        for begin, end in pairwise(cuts):
            if begin:
                parts += [self._line(level), operands[begin].operator + " "]
            parts.append(self._operation(operands[begin:end], level))
        return self._group(parts, level)
