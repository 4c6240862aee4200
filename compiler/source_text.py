"""Expressions of the intermediate form as text of the language: lowering read backwards, for people.

A bundle keeps what a goal means and not how its author wrote it. Names of the task and constants are values by then,
and rows are compared by their keys; all else is the text that lowers to the expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, assert_never

from toolwright.dsl.formatting.print_expr import ExprPrinter
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax import nodes
from toolwright.runtime.cells import links
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity
from toolwright.runtime.ir.types import OptionalType

from .lower.expressions import OPERATORS

_HERE: Final = Span(Source("", ""), 0, 0)
"""No node of these was ever written anywhere."""
_SIGNS: Final = {name: sign for sign, name in OPERATORS.items()}


def source_text(expression: ir.Expr, entities: Iterable[Entity]) -> str:
    """*expression*, over a world of *entities*, as the language writes it, on one line."""
    return ExprPrinter(flat=True).flat_text(_Reader(entities).node(expression))


class _Reader:
    def __init__(self, entities: Iterable[Entity]) -> None:
        known = {entity.name: entity for entity in entities}
        self._links = {(name, field): known[target] for name in known for field, target in links(known[name])}
        self._optional = {
            (name, field.name)
            for name in known
            for field in known[name].fields
            if isinstance(field.value, OptionalType)
        }

    def node(self, e: ir.Expr) -> nodes.Expr:
        match e:
            case ir.Const():
                return nodes.Literal(_HERE, e.value)
            case ir.Var():
                return _name(e.name)
            case ir.Rows():
                return _name(e.entity)
            case ir.ListOf():
                return nodes.ListNode(_HERE, self._all(e.items))
            case ir.RecordOf():
                return self._record((each.name, each.value) for each in e.fields)
            case ir.MapOf():
                return self._record((each.key, each.value) for each in e.entries)
            case ir.Get():
                return nodes.Attribute(_HERE, self.node(e.value), _ident(e.name), e.safe)
            case ir.Cell():
                return self._keyed(e)
            case ir.Follow(key=ir.Cell() as link):
                return self._cell(link)
            case ir.Follow():
                return nodes.Index(_HERE, _name(e.entity), (self.node(e.key),))
            case ir.Find():
                return nodes.Index(_HERE, _name(e.entity), self._all(e.key))
            case ir.Item():
                return nodes.Index(_HERE, self.node(e.value), (self.node(e.position),))
            case ir.At():
                return nodes.Index(_HERE, self.node(e.value), (self.node(e.key),))
            case ir.Binary():
                return nodes.Binary(_HERE, _SIGNS[e.operator], self.node(e.left), self.node(e.right))
            case ir.Coalesce():
                return nodes.Binary(_HERE, "??", self.node(e.left), self.node(e.right))
            case ir.Not():
                return nodes.Unary(_HERE, "not", self.node(e.value))
            case ir.Neg():
                return nodes.Unary(_HERE, "-", self.node(e.value))
            case ir.Choose():
                return nodes.IfExpr(_HERE, self.node(e.condition), self.node(e.then), self.node(e.otherwise))
            case ir.OrFail():
                return nodes.OrFail(
                    _HERE, self.node(e.value), nodes.Failure(_HERE, _ident(e.error), self._named(e.arguments))
                )
            case ir.Text():
                parts = (
                    part if isinstance(part, str) else nodes.Hole(_HERE, self.node(part.value), part.format or None)
                    for part in e.parts
                )
                return nodes.Template(_HERE, tuple(parts))
            case ir.Query():
                return nodes.Query(_HERE, self.node(e.item), tuple(map(self._clause, e.clauses)))
            case ir.Builtin(name="to_float", arguments=(value,)):
                # Nobody writes it: a whole number stands where a float is asked for.
                return self.node(value)
            case ir.Builtin():
                return self._call(e.name, e.arguments)
            case ir.Apply() | ir.ApplyExtern():
                return self._call(e.function, e.arguments)
            case ir.Core():
                return nodes.Call(_HERE, _ident("core"), self._named(e.arguments))
            case ir.NextId():
                return self._call("next_id", (e.prefix,))
            case _:
                assert_never(e)

    def _clause(self, clause: ir.Clause) -> nodes.Clause:
        match clause:
            case ir.ForEach():
                return nodes.ForClause(_HERE, _ident(clause.name), self.node(clause.source))
            case ir.Where():
                return nodes.IfClause(_HERE, self.node(clause.condition))
            case ir.GroupBy():
                return nodes.GroupClause(_HERE, self.node(clause.key), _ident(clause.name))
            case ir.SortBy():
                keys = (nodes.SortKey(_HERE, self.node(key.value), key.descending) for key in clause.keys)
                return nodes.SortClause(_HERE, tuple(keys))
            case ir.Take():
                return nodes.TakeClause(_HERE, self.node(clause.count))
            case ir.Skip():
                return nodes.SkipClause(_HERE, self.node(clause.count))
            case _:
                assert_never(clause)

    def _cell(self, cell: ir.Cell) -> nodes.Attribute:
        """A cell; one that holds a link reads as the row that it leads to."""
        return nodes.Attribute(_HERE, self.node(cell.row), _ident(cell.field), cell.safe)

    def _keyed(self, cell: ir.Cell) -> nodes.Expr:
        """What a cell holds: of a link, the key of the row."""
        read, place, safe = self._cell(cell), (cell.entity, cell.field), cell.safe
        while place in self._links:
            safe = safe or place in self._optional
            target = self._links[place]
            read, place = nodes.Attribute(_HERE, read, _ident(target.key[0]), safe), (target.name, target.key[0])
        return read

    def _all(self, expressions: Iterable[Any]) -> tuple[nodes.Expr, ...]:
        return tuple(map(self.node, expressions))

    def _record(self, entries: Iterable[tuple[str, ir.Expr]]) -> nodes.RecordNode:
        return nodes.RecordNode(
            _HERE, tuple(nodes.Entry(_HERE, _ident(name), self.node(value)) for name, value in entries)
        )

    def _call(self, function: str, arguments: Iterable[ir.Expr]) -> nodes.Call:
        return nodes.Call(_HERE, _ident(function), tuple(nodes.Arg(_HERE, None, node) for node in self._all(arguments)))

    def _named(self, arguments: Iterable[ir.Entry]) -> tuple[nodes.Arg, ...]:
        return tuple(nodes.Arg(_HERE, _ident(each.name), self.node(each.value)) for each in arguments)


def _ident(name: str) -> nodes.Ident:
    return nodes.Ident(_HERE, name)


def _name(name: str) -> nodes.Name:
    return nodes.Name(_HERE, name)


__all__ = ["source_text"]
