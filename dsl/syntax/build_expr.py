"""Callbacks of the parser: each grammar rule, reduced, becomes a node of the tree.

Building nodes while parsing is far faster than walking a generic tree afterwards. The parser keeps all
tokens, so a node's span goes from its first child to its last.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar

from ..diagnostics import Diagnostic, Label, error
from ..lean import lean_dataclass
from ..source import Source, Span
from . import nodes
from .machine import Token
from .strings import string_value, template_segments

RESERVED: Final = frozenset(
    ("and", "or", "not", "in", "if", "then", "else", "for", "fail", "insert", "derive", "true", "false", "null")
)
"""Words of expressions: nothing may be called so. All other keywords are words like any other."""

ParseHole: TypeAlias = Callable[[Span], "nodes.Expr | Diagnostic"]

T = TypeVar("T")


@lean_dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A piece of a construct that is no node of its own, such as `fails A, B`."""

    kind: str
    span: Span
    value: Any


Child: TypeAlias = "Token | nodes.Node | Part"


class ExpressionBuilder:
    """Turns reductions into nodes of one file."""

    def __init__(self, source: Source, parse_hole: ParseHole) -> None:
        """Tokens come from *source*; *parse_hole* parses the expression in a hole of a template."""
        self._parse_hole = parse_hole
        self._source = source
        self.diagnostics: list[Diagnostic] = []

    # -------------------------------------------------------------- helpers

    def span_of(self, token: Token) -> Span:
        return Span(self._source, token.start_pos, token.end_pos)

    def span(self, children: Sequence[Child]) -> Span:
        first, last = children[0], children[-1]
        start = first.start_pos if isinstance(first, Token) else first.span.start
        end = last.end_pos if isinstance(last, Token) else last.span.end
        return Span(self._source, start, end)

    def idents(self, children: Iterable[Child]) -> tuple[nodes.Ident, ...]:
        """Names as they stand."""
        names = [c for c in children if isinstance(c, Token) and c.type == "NAME"]
        return tuple([nodes.Ident(self.span_of(name), str(name)) for name in names])

    def declared(self, children: Iterable[Child]) -> nodes.Ident:
        """The first name, which this construct declares."""
        ident = self.idents(children)[0]
        if ident.text in RESERVED:
            self.diagnostics.append(
                error(
                    "TW0110",
                    ident.span,
                    f"`{ident.text}` is a reserved word",
                    help=f"say what it holds, as in `{ident.text}_value`",
                )
            )
        return ident

    def once(self, children: Iterable[Child], kind: str) -> Any:
        """Value of the one part of this kind, None without it; the others are reported."""
        parts = [c for c in children if isinstance(c, Part) and c.kind == kind]
        for extra in parts[1:]:
            first = Label(parts[0].span, "said here first")
            self.diagnostics.append(error("TW0111", extra.span, f"`{kind}` is said twice", labels=(first,)))
        return parts[0].value if parts else None

    def all_of(self, children: Iterable[Child], kind: str) -> tuple[nodes.Ident, ...]:
        """Names of all parts of this kind."""
        return tuple(i for c in children if isinstance(c, Part) and c.kind == kind for i in c.value)

    def string_text(self, token: Token) -> str:
        text, found = string_value(self.span_of(token))
        self.diagnostics.extend(found)
        return text

    def number_value(self, written: str, span: Span, sign: int) -> int | float:
        digits = written.replace("_", "")
        if "." in digits:
            return self._in_range(sign * float(digits), span)
        # Python refuses to read very long integers, so their length is looked at first.
        return self._in_range(sign * int(digits) if len(digits.lstrip("0")) < 20 else math.inf, span)

    def _in_range(self, number: float, span: Span) -> int | float:
        if isinstance(number, int) and -(2**63) <= number < 2**63:
            return number
        if isinstance(number, float) and math.isfinite(number):
            return number
        self.diagnostics.append(
            error(
                "TW0107",
                span,
                "this number is too large",
                notes=("whole numbers have 64 bits, other numbers are finite doubles",),
            )
        )
        return 0

    # ---------------------------------------------------------------- types

    def field(self, children: list[Child]) -> nodes.FieldNode:
        return nodes.FieldNode(
            self.span(children),
            self.declared(children),
            type_of(children),
            self.once(children, "default"),
            doc_of(children),
            of_type(children, nodes.Annotation),
        )

    def default(self, children: list[Child]) -> Part:
        return Part("default", self.span(children), children[1])

    def doc(self, children: list[Child]) -> nodes.Doc:
        token = children[0]
        assert isinstance(token, Token)
        return nodes.Doc(self.span(children), self.string_text(token))

    def optional(self, children: list[Child]) -> nodes.OptionalTypeNode:
        return nodes.OptionalTypeNode(self.span(children), type_of(children))

    def named_type(self, children: list[Child]) -> nodes.NamedType:
        ranges = of_type(children, nodes.Range)
        return nodes.NamedType(
            self.span(children),
            self.idents(children)[0],
            tuple(c for c in children if isinstance(c, nodes.TypeNode)),
            ranges[0] if ranges else None,
            of_type(children, nodes.TypeSetting),
        )

    def bounds(self, children: list[Child]) -> nodes.Range:
        span = self.span(children)
        *minus, token = (child for child in children if isinstance(child, Token))
        low, _, high = token.partition("..")
        return nodes.Range(span, self._bound(low, span, bool(minus)), self._bound(high, span, high.startswith("-")))

    def _bound(self, text: str, span: Span, negative: bool) -> int | float | None:
        return self.number_value(text.removeprefix("-"), span, -1 if negative else 1) if text else None

    def type_setting(self, children: list[Child]) -> nodes.TypeSetting:
        value = one(children, nodes.Literal)
        return nodes.TypeSetting(self.span(children), self.idents(children)[0], value)

    def record_type(self, children: list[Child]) -> nodes.RecordTypeNode:
        return nodes.RecordTypeNode(self.span(children), of_type(children, nodes.FieldNode))

    def literal_type(self, children: list[Child]) -> nodes.LiteralTypeNode:
        words = tuple(self.string_text(c) for c in children if isinstance(c, Token) and c.type == "STRING")
        return nodes.LiteralTypeNode(self.span(children), words)

    # ---------------------------------------------------------- expressions

    def if_expr(self, children: list[Child]) -> nodes.IfExpr:
        _, condition, _, then, _, otherwise = children
        return nodes.IfExpr(self.span(children), expr_of([condition]), expr_of([then]), expr_of([otherwise]))

    def binary(self, children: list[Child]) -> nodes.Binary:
        left, operator, right = children
        return nodes.Binary(self.span(children), str(operator), expr_of([left]), expr_of([right]))

    def lacks(self, children: list[Child]) -> nodes.Binary:
        return nodes.Binary(self.span(children), "not in", expr_of(children[:1]), expr_of(children[-1:]))

    def unary(self, children: list[Child]) -> nodes.Unary:
        return nodes.Unary(self.span(children), str(children[0]), expr_of(children))

    def or_fail(self, children: list[Child]) -> nodes.OrFail:
        return nodes.OrFail(self.span(children), expr_of(children), one(children, nodes.Failure))

    def attribute(self, children: list[Child]) -> nodes.Attribute:
        value, dot, name = children
        return nodes.Attribute(self.span(children), expr_of([value]), self.idents([name])[0], dot == "?.")

    def index(self, children: list[Child]) -> nodes.Index:
        value, *keys = (c for c in children if isinstance(c, nodes.Expr))
        return nodes.Index(self.span(children), value, tuple(keys))

    def name(self, children: list[Child]) -> nodes.Name:
        return nodes.Name(self.span(children), str(children[0]))

    def call(self, children: list[Child]) -> nodes.Call:
        return nodes.Call(self.span(children), self.idents(children)[0], of_type(children, nodes.Arg))

    def group(self, children: list[Child]) -> nodes.Expr:
        """The expression in the brackets; its span takes them in, so that parents start where they start."""
        return replace(expr_of(children), span=self.span(children))

    def list_expr(self, children: list[Child]) -> nodes.ListNode:
        items = tuple(c for c in children if isinstance(c, nodes.Expr))
        return nodes.ListNode(self.span(children), items)

    def record(self, children: list[Child]) -> nodes.RecordNode:
        return nodes.RecordNode(self.span(children), of_type(children, nodes.Entry))

    def entry(self, children: list[Child]) -> nodes.Entry:
        key = children[0]
        assert isinstance(key, Token)
        name = self.string_text(key) if key.type == "STRING" else str(key)
        return nodes.Entry(self.span(children), nodes.Ident(self.span_of(key), name), expr_of(children))

    def arg(self, children: list[Child]) -> nodes.Arg:
        name = self.idents(children)
        return nodes.Arg(self.span(children), name[0] if name else None, expr_of(children))

    def query(self, children: list[Child]) -> nodes.Query:
        clauses: Any = tuple(c for c in children[2:] if not isinstance(c, Token))
        return nodes.Query(self.span(children), expr_of(children[1:2]), clauses)

    def query_for(self, children: list[Child]) -> nodes.ForClause:
        return nodes.ForClause(self.span(children), self.declared(children), expr_of(children))

    def query_if(self, children: list[Child]) -> nodes.IfClause:
        return nodes.IfClause(self.span(children), expr_of(children))

    def query_group(self, children: list[Child]) -> nodes.GroupClause:
        return nodes.GroupClause(self.span(children), expr_of(children), self.declared(children))

    def query_sort(self, children: list[Child]) -> nodes.SortClause:
        return nodes.SortClause(self.span(children), of_type(children, nodes.SortKey))

    def sort_key(self, children: list[Child]) -> nodes.SortKey:
        return nodes.SortKey(self.span(children), expr_of(children), children[-1] == "desc")

    def query_take(self, children: list[Child]) -> nodes.TakeClause:
        return nodes.TakeClause(self.span(children), expr_of(children))

    def query_skip(self, children: list[Child]) -> nodes.SkipClause:
        return nodes.SkipClause(self.span(children), expr_of(children))

    # ------------------------------------------------------------- literals

    def number(self, children: list[Child]) -> nodes.Literal:
        span, digits = self.span(children), children[-1]
        assert isinstance(digits, Token)
        return nodes.Literal(span, self.number_value(digits, span, -1 if len(children) > 1 else 1))

    def true(self, children: list[Child]) -> nodes.Literal:
        return nodes.Literal(self.span(children), True)

    def false(self, children: list[Child]) -> nodes.Literal:
        return nodes.Literal(self.span(children), False)

    def null(self, children: list[Child]) -> nodes.Literal:
        return nodes.Literal(self.span(children), None)

    def string(self, children: list[Child]) -> nodes.Literal:
        token = children[0]
        assert isinstance(token, Token)
        return nodes.Literal(self.span(children), self.string_text(token))

    def text(self, children: list[Child]) -> nodes.Template:
        child = children[0]
        if isinstance(child, nodes.Literal):
            return nodes.Template(child.span, (str(child.value),) if child.value else ())
        return one(children, nodes.Template)

    def template(self, children: list[Child]) -> nodes.Template:
        span = self.span(children)
        segments, found = template_segments(span)
        self.diagnostics.extend(found)
        parts: list[str | nodes.Hole] = []
        for segment in segments:
            if isinstance(segment, str):
                parts.append(segment)
                continue
            value = self._parse_hole(segment.value)
            if isinstance(value, Diagnostic):
                self.diagnostics.append(value)
            else:
                parts.append(nodes.Hole(segment.span, value, segment.format))
        return nodes.Template(span, tuple(parts))


# ------------------------------------------------------------ picking children


def of_type(children: Iterable[Child], kind: type[T]) -> tuple[T, ...]:
    return tuple(c for c in children if isinstance(c, kind))


def one(children: Iterable[Child], kind: type[T]) -> T:
    return next(c for c in children if isinstance(c, kind))


def token_of(children: Iterable[Child], kind: str) -> Token:
    return next(c for c in children if isinstance(c, Token) and c.type == kind)


def expr_of(children: Iterable[Child]) -> nodes.Expr:
    return next(c for c in children if isinstance(c, nodes.Expr))


def doc_of(children: Iterable[Child]) -> nodes.Doc | None:
    return next((c for c in children if isinstance(c, nodes.Doc)), None)


def type_of(children: Iterable[Child]) -> nodes.TypeNode:
    return next(c for c in children if isinstance(c, nodes.TypeNode))


def type_or_none(children: Iterable[Child]) -> nodes.TypeNode | None:
    return next((c for c in children if isinstance(c, nodes.TypeNode)), None)
