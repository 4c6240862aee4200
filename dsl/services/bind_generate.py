"""The names in `generate`: columns, generators, and members of enums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..checking.fit import present
from ..checking.types import Enum
from ..data.generate.generators import GENERATORS
from ..data.generate.generators import Kind as ArgumentKind
from ..syntax import nodes
from ..syntax.walk import walk
from .bind_expr import ExpressionBinder
from .model import Definition
from .words import Group, word

_COLUMNS: Final = {
    (generator.name, param.name)
    for generator in GENERATORS.values()
    for param in generator.params
    if param.kind is ArgumentKind.COLUMN
}
"""Generators with their parameters that name columns."""


class GenerateBinder:
    """Binds the columns of one `generate`, whose entity has *fields*."""

    def __init__(self, of: ExpressionBinder, fields: Mapping[str, Definition]) -> None:
        self._of = of
        self._fields = fields

    def columns(self, record: nodes.RecordNode, entity: Definition | None) -> None:
        """Every name in the columns."""
        self._of.environments[record] = self._fields
        for entry in record.entries:
            self._of.use(entry.name.span, self._fields.get(entry.name.text))
            type_ = self._of.field_type(entity, entry.name.text)
            place = present(type_) if type_ is not None else None
            self._column(entry.value, self._of.members(place) if isinstance(place, Enum) else {})

    def _column(self, value: nodes.Expr, members: Mapping[str, Definition]) -> None:
        named = set(_column_names(value))
        for node in walk(value):
            match node:
                case nodes.Call(_, function):
                    self._of.use(function.span, word(Group.GENERATOR, function.text))
                    self._of.environments[node] = self._fields
                case nodes.Name(span, name):
                    self._of.use(span, self._fields.get(name) or self._of.named(name), node=node)
                    self._of.environments[node] = self._fields
                case nodes.Literal(span, str(text)):
                    self._of.quoted(span, text, (self._fields if node in named else members).get(text))
                case nodes.Entry(_, name):
                    own = members.get(name.text)
                    if name.span.text == name.text:
                        self._of.use(name.span, own)
                    else:
                        self._of.quoted(name.span, name.text, own)
                case _:
                    pass


def _column_names(value: nodes.Expr) -> Iterator[nodes.Node]:
    """The texts in *value* that name columns."""
    for call in walk(value):
        if isinstance(call, nodes.Call) and call.function.text in GENERATORS:
            params = [param.name for param in GENERATORS[call.function.text].params]
            for position, arg in enumerate(call.args):
                given = arg.name.text if arg.name is not None else "".join(params[position : position + 1])
                if (call.function.text, given) in _COLUMNS:
                    yield from walk(arg.value)
