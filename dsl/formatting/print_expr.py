"""Expressions as documents, in the one style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..source import Span
from ..syntax import nodes
from ..syntax.build_expr import RESERVED
from .layout import SLOT, SOFT, SPACE, Doc, Group, group, indent, joined, listed, render
from .literals import number_text, quote, string_doc, template_text
from .written import FROM_TREE, Written

_LEVELS: Final = {
    "??": 1, "or": 2, "and": 3, "not": 4,
    "==": 5, "!=": 5, "<": 5, "<=": 5, ">": 5, ">=": 5, "in": 5, "not in": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7,
}  # fmt: skip
"""How tight operators bind; an `if` has 0."""
_COALESCE: Final = 1
_COMPARISON: Final = 5
_NEGATION: Final = 8
_POSTFIX: Final = 9
_ATOM: Final = 10
_FLAT: Final = 10**9
_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")


# ------------------------------------------------------------------ expressions


class ExprPrinter:
    """Prints names, literals and expressions: in the forms that the author chose, where *written* knows them."""

    def __init__(self, written: Written = FROM_TREE, flat: bool = False) -> None:
        """*flat* keeps everything on one line, however long."""
        self.written = written
        self._flat = flat

    def at(self, offset: int, *parts: Doc) -> Doc:
        """*parts*, which were written at *offset*."""
        if not self.written.marks:
            return parts[0] if len(parts) == 1 else Group(parts)
        return group(self.written.mark(offset), *parts)

    def end(self, node: nodes.Node) -> Doc:
        """A mark for the closing bracket with which *node* ends."""
        return self.written.mark(node.span.end - 1)

    def ident(self, ident: nodes.Ident) -> Doc:
        """A name as written."""
        return self.at(ident.span.start, ident.text)

    def names(self, names: Sequence[nodes.Ident]) -> Doc:
        """Names with commas between them."""
        return group(indent(*joined((",", SPACE), map(self.ident, names))))

    def doc(self, expr: nodes.Expr) -> Doc:
        """*expr*, with brackets where it needs them inside and none around it."""
        return self.at(expr.span.start, self._bare(expr))

    def flat_text(self, expr: nodes.Expr) -> str:
        """*expr* on one line."""
        return render(ExprPrinter(replace(self.written, marks=False), flat=True).doc(expr), _FLAT)

    def row(self, expr: nodes.Expr) -> Doc:
        """*expr* after `update` and `delete`, which take no operators."""
        return self._operand(expr, _POSTFIX)

    def args(self, args: Sequence[nodes.Arg], end: Doc = "") -> Doc:
        """Arguments in brackets; one that has brackets itself shares their lines."""
        if len(args) == 1 and args[0].name is None and is_bracketed(args[0].value):
            return group("(", self.at(args[0].span.start, *self._named(args[0].name, "=", args[0].value)), end, ")")
        return listed("(", (group(*self._named(arg.name, "=", arg.value)) for arg in args), ")", end=end)

    def failure(self, failure: nodes.Failure) -> Doc:
        """An error with its arguments; without any it has no brackets."""
        args = self.args(failure.args, self.end(failure)) if failure.args else ""
        return group(self.ident(failure.error), args)

    def record(self, record: nodes.RecordNode) -> Doc:
        """A record."""
        entries = listed("{", map(self.entry, record.entries), "}", SPACE, end=self.end(record))
        return self.at(record.span.start, entries)

    def entry(self, entry: nodes.Entry) -> Doc:
        """`name: value`; the key of a map that is no name stands in quotes."""
        key = entry.name.text
        if _NAME.fullmatch(key) and key not in RESERVED:
            return group(self.ident(entry.name), ": ", self.doc(entry.value))
        return group(self.string(entry.name.span, key), ": ", self.doc(entry.value))

    def string(self, span: Span, text: str) -> Doc:
        """The string in *span*, which means *text*, on one line."""
        return self.at(span.start, self.written.string(span, flat=True) or quote(text))

    def long_string(self, doc: nodes.Doc) -> Doc:
        """A documentation string."""
        return self.at(doc.span.start, self.written.string(doc.span) or string_doc(doc.text))

    def text(self, template: nodes.Template) -> Doc:
        """A template where a plain string may stand as well: without holes it is one, if nobody says otherwise."""
        written = self.written.template(template, self._hole)
        if written is not None:
            return self.at(template.span.start, written)
        match template.parts:
            case ():
                return quote("")
            case (str(text),):
                return string_doc(text)
            case _:
                return self._template(template)

    # ---------------------------------------------------------------- inside

    def _bare(self, expr: nodes.Expr) -> Doc:
        match expr:
            case nodes.Literal(span, value):
                return self._literal(span, value)
            case nodes.Name(_, name):
                return name
            case nodes.Template():
                return self.written.template(expr, self._hole, self._flat) or self._template(expr)
            case nodes.ListNode(_, items):
                return listed("[", map(self.doc, items), "]", end=self.end(expr))
            case nodes.RecordNode():
                return self.record(expr)
            case nodes.Attribute(_, value, name, safe):
                return group(self._operand(value, _POSTFIX), "?." if safe else ".", self.ident(name))
            case nodes.Index(_, value, keys):
                return group(self._operand(value, _POSTFIX), listed("[", map(self.doc, keys), "]", end=self.end(expr)))
            case nodes.Call(_, function, args):
                return group(self.ident(function), self.args(args, self.end(expr)))
            case nodes.Unary(_, "not", operand):
                return group("not ", self._operand(operand, _LEVELS["not"]))
            case nodes.Unary(_, operator, operand):
                return group(operator, self._operand(operand, _NEGATION))
            case nodes.Binary():
                return self._binary(expr)
            case nodes.OrFail(_, value, failure):
                failing = indent(SPACE, "?? fail ", self.failure(failure))
                return group(self._operand(value, _COALESCE + 1), group(failing))
            case nodes.IfExpr(_, condition, then, otherwise):
                tail = indent(SPACE, "then ", self.doc(then), SPACE, "else ", self.doc(otherwise))
                return group("if ", self.doc(condition), tail)
            case nodes.Query(_, item, clauses):
                first, *others = map(self._clause, clauses)
                parts = [group(self.doc(item), SPACE, first), *others]
                return group("[", indent(SOFT, *joined((SPACE,), parts), SLOT), SOFT, self.end(expr), "]")

    def _operand(self, expr: nodes.Expr, level: int) -> Doc:
        """*expr* in a place that takes what binds at least as tight as *level*."""
        if _level(expr) >= level:
            return self.doc(expr)
        # In a tree that was read, the brackets are part of the span.
        return self.at(expr.span.start, "(", indent(SOFT, self._bare(expr), SLOT), SOFT, self.end(expr), ")")

    def _named(self, name: nodes.Ident | None, sign: str, value: nodes.Expr) -> tuple[Doc, ...]:
        return (self.doc(value),) if name is None else (self.ident(name), sign, self.doc(value))

    def _literal(self, span: Span, value: float | str | bool | None) -> Doc:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return self.written.string(span, self._flat) or (quote(value) if self._flat else string_doc(value))
        return self.written.number(span) or number_text(value)

    def _template(self, template: nodes.Template) -> str:
        """A template on one line; with three quotes where a hole holds quotes of its own."""
        holes = {id(part): self._hole(part) for part in template.parts if isinstance(part, nodes.Hole)}
        texts = (holes.get(id(p)) or template_text(str(p)) for p in template.parts)
        body = "".join(texts)
        if not any('"' in hole for hole in holes.values()):
            return f'$"{body}"'
        # A blank at the start of a long string would be taken for indentation.
        if body.startswith(" "):
            body = "\\u{20}" + body[1:]
        return f'$"""{body}"""'

    def _hole(self, hole: nodes.Hole) -> str:
        value = self.flat_text(hole.value)
        # Two braces in a row stand for one brace.
        gap = " " if value.startswith("{") else ""
        return f"{{{gap}{value}{':' + hole.format if hole.format else ''}}}"

    def _binary(self, expr: nodes.Binary) -> Doc:
        """Operators of one level in one group, so that a long chain breaks before each of them."""
        level = _LEVELS[expr.operator]
        tail: list[Doc] = []
        if level == _COALESCE:
            left, right = self._operand(expr.left, level + 1), self._operand(expr.right, level)
            return group(left, group(indent(SPACE, "?? ", right)))
        first: nodes.Expr = expr
        while isinstance(first, nodes.Binary) and _LEVELS[first.operator] == level:
            tail[:0] = (SPACE, f"{first.operator} ", self._operand(first.right, level + 1))
            first = first.left
            if level == _COMPARISON:
                break
        left = self._operand(first, level + 1 if level == _COMPARISON else level)
        # A single operator stays behind the bracket that a broken operand ends with.
        return group(left, group(indent(*tail))) if first is expr.left else group(left, indent(*tail))

    def _clause(self, clause: nodes.Clause) -> Doc:
        return self.at(clause.span.start, *self._clause_parts(clause))

    def _clause_parts(self, clause: nodes.Clause) -> tuple[Doc, ...]:
        match clause:
            case nodes.ForClause(_, name, source):
                return "for ", self.ident(name), " in ", self._operand(source, _COALESCE)
            case nodes.IfClause(_, condition):
                return "if ", self.doc(condition)
            case nodes.GroupClause(_, key, name):
                return "group by ", self.doc(key), " as ", self.ident(name)
            case nodes.SortClause(_, keys):
                parts = (group(self.doc(k.value), " desc" if k.descending else "") for k in keys)
                return "sort by ", indent(*joined((",", SPACE), parts))
            case nodes.TakeClause(_, count):
                return "take ", self.doc(count)
            case nodes.SkipClause(_, count):
                return "skip ", self.doc(count)


def is_bracketed(expr: nodes.Expr) -> bool:
    """Whether *expr* has brackets of its own around it, which may stay on the line of what comes before."""
    return isinstance(expr, nodes.ListNode | nodes.RecordNode | nodes.Query)


def _level(expr: nodes.Expr) -> int:
    """How tight *expr* binds."""
    match expr:
        case nodes.IfExpr():
            return 0
        case nodes.OrFail():
            return _COALESCE
        case nodes.Binary(_, operator):
            return _LEVELS[operator]
        case nodes.Unary(_, operator):
            return _LEVELS["not"] if operator == "not" else _NEGATION
        case nodes.Attribute() | nodes.Index():
            return _POSTFIX
        case nodes.Literal(_, int() | float() as value) if value < 0:
            return _NEGATION
        case _:
            return _ATOM
