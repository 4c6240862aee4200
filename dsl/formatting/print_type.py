"""Types, fields and annotations as documents, in the one style."""

from __future__ import annotations

from collections.abc import Iterable

from ..syntax import nodes
from .layout import HARD, LOOSE_SLOT, SOFT, SPACE, Doc, group, indent, joined, listed
from .literals import plain_number, quote
from .print_expr import ExprPrinter


class TypePrinter(ExprPrinter):
    """Prints types and what has one."""

    def type(self, type_: nodes.TypeNode) -> Doc:
        """A type as written."""
        return self.at(type_.span.start, self._bare_type(type_))

    def field(self, field: nodes.FieldNode) -> Doc:
        """A field or a parameter."""
        marks = [part for a in field.annotations for part in (self.annotation(a), SPACE)]
        default: list[Doc] = [] if field.default is None else [" = ", self.doc(field.default)]
        rest = after(self.docs(field.doc))
        return group(*marks, self.ident(field.name), ": ", self.type(field.type), *default, *rest)

    def params(self, params: tuple[nodes.FieldNode, ...], start: int, end: int) -> Doc:
        """Parameters in brackets, which were written between *start* and *end*."""
        closing = self.written.closing(params[-1].span.end if params else start, (")",), end)
        return listed("(", map(self.field, params), ")", end=closing)

    def result(self, type_: nodes.TypeNode) -> Doc:
        """`-> T`."""
        return group(indent(SPACE, "-> ", self.type(type_)))

    def typed(self, type_: nodes.TypeNode | None) -> Doc:
        """`: T`, or nothing."""
        return "" if type_ is None else group(": ", self.type(type_))

    def annotation(self, annotation: nodes.Annotation) -> Doc:
        """`@name(...)`."""
        args = self.args(annotation.args, self.end(annotation)) if annotation.args else ""
        return group("@", self.ident(annotation.name), args)

    def annotations(self, annotations: Iterable[nodes.Annotation]) -> list[Doc]:
        """Annotations before a declaration, each on a line of its own."""
        return [part for annotation in annotations for part in (self.annotation(annotation), HARD)]

    def docs(self, doc: nodes.Doc | None) -> list[Doc]:
        """A documentation string, or nothing."""
        return [] if doc is None else [self.long_string(doc)]

    def range(self, range_: nodes.Range) -> Doc:
        """`low..high`."""
        if self.written.source is not None:
            return self.at(range_.span.start, range_.span.text)
        low, high = (("" if bound is None else plain_number(bound)) for bound in (range_.low, range_.high))
        return f"{low}..{high}"

    def block(self, items: Iterable[tuple[int, Doc]], end: Doc = "") -> Doc:
        """Braces around *items*, each with the offset where it was written, one under the other.

        *end* marks the closing brace.
        """
        parts: list[Doc] = []
        for offset, doc in items:
            parts += (self.written.line(offset, first=not parts), self.at(offset, doc))
        if not parts:
            return group("{", indent(LOOSE_SLOT), SOFT, end, "}")
        return group("{", indent(*parts, LOOSE_SLOT), HARD, end, "}")

    def _bare_type(self, type_: nodes.TypeNode) -> Doc:
        match type_:
            case nodes.OptionalTypeNode(_, item):
                return group(self.type(item), "?")
            case nodes.LiteralTypeNode(span, values):
                tokens = self.written.tokens(span, "string")
                words = (
                    [self.string(*pair) for pair in zip(tokens, values, strict=True)] if tokens else map(quote, values)
                )
                return group(indent(*joined((SPACE, "| "), words)))
            case nodes.RecordTypeNode(_, fields):
                return listed("{", map(self.field, fields), "}", SPACE, end=self.end(type_))
            case nodes.NamedType(_, name, items, range_, settings):
                inner = listed("[", map(self.type, items), "]", comma="") if items else ""
                rules: list[Doc] = [] if range_ is None else [self.range(range_)]
                rules += [group(self.ident(s.name), "=", self.doc(s.value)) for s in settings]
                return group(name.text, inner, listed("(", rules, ")", end=self.end(type_)) if rules else "")


def after(parts: Iterable[Doc]) -> list[Doc]:
    """*parts*, each after a place to break."""
    return [piece for part in parts for piece in (SPACE, part)]
