"""Strings and expressions as documents, in the one style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..syntax import nodes
from ..syntax.build_expr import RESERVED
from ..syntax.strings import long_text
from .layout import HARD, SOFT, SPACE, Doc, group, indent, joined, listed, render

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
_CONTROL: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_STRING: Final = re.compile(f'[{_CONTROL}"\\\\]')
_LONG: Final = re.compile(f'[{_CONTROL}\\\\]|"""')
_TEMPLATE: Final = re.compile(f'[{_CONTROL}"\\\\{{}}]')
_ESCAPES: Final = {
    "\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", '"""': '\\"\\"\\"', "{": "{{", "}": "}}",
}  # fmt: skip


# ---------------------------------------------------------- numbers and strings


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group()) or f"\\u{{{ord(match.group()):x}}}"


def number_text(value: float) -> str:
    """*value* as the language writes it: whole numbers of five digits and more in groups of three."""
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10_000 else str(value)
    text = repr(value)
    # An exponent follows a fraction, always.
    return text if "." in text else text.replace("e", ".0e")


def plain_number(value: float) -> str:
    """*value* without exponent, which a range has no room for."""
    if isinstance(value, int):
        return number_text(value)
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def quote(text: str) -> str:
    """*text* as a string on one line."""
    return f'"{_STRING.sub(_escaped, text)}"'


def string_doc(text: str) -> Doc:
    """*text* as a string: over several lines where it has several and their layout survives that."""
    if "\n" not in text:
        return quote(text)
    lines = [_LONG.sub(_escaped, line) for line in text.split("\n")]
    # The lines get the indentation of their place, which reading takes off again, perhaps with their own.
    indented = "".join(f"\n  {line}".rstrip(" ") for line in lines)
    if long_text(f"{indented}\n  ") != text:
        return quote(text)
    return group('"""', *(part for line in lines for part in (HARD, line)), HARD, '"""')


def text_doc(template: nodes.Template) -> Doc:
    """A template where a plain string may stand as well: without holes it is a plain string."""
    match template.parts:
        case ():
            return quote("")
        case (str(text),):
            return string_doc(text)
        case _:
            return _template(template)


def _template(template: nodes.Template) -> str:
    """A template on one line; with three quotes where a hole holds quotes of its own."""
    holes = {id(part): _hole(part) for part in template.parts if isinstance(part, nodes.Hole)}
    texts = (holes.get(id(p)) or _TEMPLATE.sub(_escaped, str(p)) for p in template.parts)
    body = "".join(texts)
    if not any('"' in hole for hole in holes.values()):
        return f'$"{body}"'
    # A blank at the start of a long string would be taken for indentation.
    if body.startswith(" "):
        body = "\\u{20}" + body[1:]
    return f'$"""{body}"""'


def _hole(hole: nodes.Hole) -> str:
    value = flat_text(hole.value)
    # Two braces in a row stand for one brace.
    gap = " " if value.startswith("{") else ""
    return f"{{{gap}{value}{':' + hole.format if hole.format else ''}}}"


# ------------------------------------------------------------------ expressions


def expr_doc(expr: nodes.Expr) -> Doc:
    """*expr*, with brackets where it needs them inside and none around it."""
    return _Printer().doc(expr)


def flat_text(expr: nodes.Expr) -> str:
    """*expr* on one line, however long."""
    return render(_Printer(flat=True).doc(expr), _FLAT)


def row_doc(expr: nodes.Expr) -> Doc:
    """*expr* after `update` and `delete`, which take no operators."""
    return _Printer().operand(expr, _POSTFIX)


def args_doc(args: Iterable[nodes.Arg]) -> Doc:
    """Arguments in brackets."""
    return _Printer().args(args)


def failure_doc(failure: nodes.Failure) -> Doc:
    """An error with its arguments; without any it has no brackets."""
    return _Printer().failure(failure)


def record_doc(record: nodes.RecordNode) -> Doc:
    """A record."""
    return _Printer().record(record)


def entry_doc(entry: nodes.Entry) -> Doc:
    """One entry of a record."""
    return _Printer().entry(entry)


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints expressions."""

    flat: bool = False
    """Whether strings must stay on one line."""

    def doc(self, expr: nodes.Expr) -> Doc:
        match expr:
            case nodes.Literal(_, value):
                return self._literal(value)
            case nodes.Name(_, name):
                return name
            case nodes.Template():
                return _template(expr)
            case nodes.ListNode(_, items):
                return listed("[", map(self.doc, items), "]")
            case nodes.RecordNode():
                return self.record(expr)
            case nodes.Attribute(_, value, name, safe):
                dot = "?." if safe else "."
                return group(self.operand(value, _POSTFIX), dot + name.text)
            case nodes.Index(_, value, keys):
                return group(self.operand(value, _POSTFIX), listed("[", map(self.doc, keys), "]"))
            case nodes.Call(_, function, args):
                return group(function.text, self.args(args))
            case nodes.Unary(_, "not", operand):
                return group("not ", self.operand(operand, _LEVELS["not"]))
            case nodes.Unary(_, operator, operand):
                return group(operator, self.operand(operand, _NEGATION))
            case nodes.Binary():
                return self._binary(expr)
            case nodes.OrFail(_, value, failure):
                tail = indent(SPACE, "?? fail ", self.failure(failure))
                return group(self.operand(value, _COALESCE + 1), tail)
            case nodes.IfExpr(_, condition, then, otherwise):
                tail = indent(SPACE, "then ", self.doc(then), SPACE, "else ", self.doc(otherwise))
                return group("if ", self.doc(condition), tail)
            case nodes.Query(_, item, clauses):
                parts = [self.doc(item), *map(self._clause, clauses)]
                return group("[", indent(SOFT, *joined((SPACE,), parts)), SOFT, "]")

    def operand(self, expr: nodes.Expr, level: int) -> Doc:
        """*expr* in a place that takes what binds at least as tight as *level*."""
        if _level(expr) >= level:
            return self.doc(expr)
        return group("(", indent(SOFT, self.doc(expr)), SOFT, ")")

    def args(self, args: Iterable[nodes.Arg]) -> Doc:
        return listed("(", (self._named(arg.name, "=", arg.value) for arg in args), ")")

    def failure(self, failure: nodes.Failure) -> Doc:
        return group(failure.error.text, self.args(failure.args) if failure.args else "")

    def record(self, record: nodes.RecordNode) -> Doc:
        return listed("{", map(self.entry, record.entries), "}", SPACE)

    def entry(self, entry: nodes.Entry) -> Doc:
        """`name: value`; the key of a map that is no name stands in quotes."""
        key = entry.name.text
        bare = _NAME.fullmatch(key) and key not in RESERVED
        return group(f"{key if bare else quote(key)}: ", self.doc(entry.value))

    def _named(self, name: nodes.Ident | None, sign: str, value: nodes.Expr) -> Doc:
        return group("" if name is None else name.text + sign, self.doc(value))

    def _literal(self, value: float | str | bool | None) -> Doc:
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return quote(value) if self.flat else string_doc(value)
        return number_text(value)

    def _binary(self, expr: nodes.Binary) -> Doc:
        """Operators of one level in one group, so that a long chain breaks before each of them."""
        level = _LEVELS[expr.operator]
        tail: list[Doc] = []
        if level == _COALESCE:
            left, right = self.operand(expr.left, level + 1), self.operand(expr.right, level)
            return group(left, indent(SPACE, "?? ", right))
        first: nodes.Expr = expr
        while isinstance(first, nodes.Binary) and _LEVELS[first.operator] == level:
            tail[:0] = (SPACE, f"{first.operator} ", self.operand(first.right, level + 1))
            first = first.left
            if level == _COMPARISON:
                break
        left_level = level + 1 if level == _COMPARISON else level
        return group(self.operand(first, left_level), indent(*tail))

    def _clause(self, clause: nodes.Clause) -> Doc:
        match clause:
            case nodes.ForClause(_, name, source):
                return group(f"for {name.text} in ", self.operand(source, _COALESCE))
            case nodes.IfClause(_, condition):
                return group("if ", self.doc(condition))
            case nodes.GroupClause(_, key, name):
                return group("group by ", self.doc(key), f" as {name.text}")
            case nodes.SortClause(_, keys):
                parts = (group(self.doc(k.value), " desc" if k.descending else "") for k in keys)
                return group("sort by ", indent(*joined((",", SPACE), parts)))
            case nodes.TakeClause(_, count):
                return group("take ", self.doc(count))
            case nodes.SkipClause(_, count):
                return group("skip ", self.doc(count))


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
