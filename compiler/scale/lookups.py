"""How a base tool finds its rows: where its body holds a stored cell against a parameter.

`first([c for c in City if lower(c.name) == lower(city)])` holds `City.name` against `city`; `City[city]` holds the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, Entity, Function
from toolwright.runtime.ir.verify import walk

from .forms import N, replaced

_SAME_TEXT = ("lower", "upper", "trim")
_FLIPPED = {"eq": "eq", "le": "ge", "ge": "le", "lt": "gt", "gt": "lt"}


@dataclass(frozen=True)
class Match:
    """A condition or a key in which a cell of a row stands against a parameter."""

    param: str
    entity: str
    field: str
    operator: str
    """`eq`, `le`, `ge`, `lt`, `gt`, with the cell on the left."""
    node: ir.Binary | ir.Find
    """Where it stands."""
    cell: ir.Cell | None
    """The cell in it; None where *node* is a `Find`."""
    folded: bool
    """Whether letter case (or blanks around) makes no difference."""


def matches(base: CoreTool, entities: Mapping[str, Entity]) -> tuple[Match, ...]:
    """All such places of *base* whose parameter means nothing else in it (but to be named in errors)."""
    params = {p.name for p in base.params} - _rebound(base)
    found = tuple(match for s in base.body for match in _in(s, entities) if match.param in params)
    return tuple(match for match in found if _uses(base, match.param) == 1)


def row_variables(base: CoreTool) -> dict[str, str]:
    """Variables of *base* that a statement at its top binds to one row, with the row's entity."""
    rows: dict[str, str] = {}
    for statement in base.body:
        if isinstance(statement, ir.Let):
            entity = row_entity(statement.value, rows)
            if entity is None:
                rows.pop(statement.name, None)
            else:
                rows[statement.name] = entity
    return rows


def row_entity(e: Any, rows: Mapping[str, str]) -> str | None:
    """The entity of the row that *e* gives; None where it gives none, or none that is known."""
    match e:
        case ir.Var(name=name):
            return rows.get(name)
        case ir.Find(entity=entity) | ir.Follow(entity=entity):
            return entity
        case ir.OrFail(value=value):
            return row_entity(value, rows)
        case ir.Builtin(name="first" | "last", arguments=(ir.Query(item=ir.Var(name=name), clauses=clauses),)):
            sources = [c.source for c in clauses if isinstance(c, ir.ForEach) and c.name == name]
            if sources and isinstance(sources[-1], ir.Rows) and not any(isinstance(c, ir.GroupBy) for c in clauses):
                return sources[-1].entity
    return None


def with_lookups(statement: N, functions: Mapping[str, Function]) -> N:
    """*statement* with helper functions that find a row written out, where they are called with plain variables."""

    def change(node: BaseModel) -> Any:
        if not isinstance(node, ir.Apply) or not all(isinstance(a, ir.Var) for a in node.arguments):
            return None
        function = functions[node.function]
        given = {p.name: a for p, a in zip(function.params, node.arguments, strict=True)}
        bound = {n.name for n in walk(function.value) if isinstance(n, ir.ForEach | ir.GroupBy)}
        if row_entity(function.value, {}) is None or bound & {a.name for a in given.values() if isinstance(a, ir.Var)}:
            return None
        free = given.keys() - bound
        return replaced(
            function.value, lambda n: given.get(n.name) if isinstance(n, ir.Var) and n.name in free else None
        )

    return replaced(statement, change)


def conjuncts(condition: Any) -> Iterator[Any]:
    """The parts of a condition that all must hold."""
    if isinstance(condition, ir.Binary) and condition.operator == "and":
        yield from conjuncts(condition.left)
        yield from conjuncts(condition.right)
    else:
        yield condition


def _in(statement: Any, entities: Mapping[str, Entity]) -> Iterator[Match]:
    for node in walk(statement):
        if isinstance(node, ir.Find) and len(node.key) == 1 and isinstance(node.key[0], ir.Var):
            yield Match(node.key[0].name, node.entity, entities[node.entity].key[0], "eq", node, None, False)
        elif isinstance(node, ir.Query):
            yield from _in_query(node.clauses)


def _in_query(clauses: Sequence[Any]) -> Iterator[Match]:
    rows: dict[str, str] = {}
    for clause in clauses:
        if isinstance(clause, ir.ForEach):
            rows.pop(clause.name, None)
            if isinstance(clause.source, ir.Rows):
                rows[clause.name] = clause.source.entity
        elif isinstance(clause, ir.GroupBy):
            return
        elif isinstance(clause, ir.Where):
            for part in conjuncts(clause.condition):
                if isinstance(part, ir.Binary) and part.operator in _FLIPPED:
                    yield from _match(part, part.left, part.right, part.operator, rows)
                    yield from _match(part, part.right, part.left, _FLIPPED[part.operator], rows)


def _match(node: ir.Binary, left: Any, right: Any, operator: str, rows: Mapping[str, str]) -> Iterator[Match]:
    cell, folded = _bare(left)
    other, _ = _bare(right)
    match cell, other:
        case ir.Cell(row=ir.Var(name=row), safe=False), ir.Var(name=param) if rows.get(row) == cell.entity:
            yield Match(param, cell.entity, cell.field, operator, node, cell, folded)


def _bare(e: Any) -> tuple[Any, bool]:
    folded = False
    while isinstance(e, ir.Builtin) and e.name in _SAME_TEXT:
        e, folded = e.arguments[0], True
    return e, folded


def _uses(base: CoreTool, param: str) -> int:
    """How often *base* reads a parameter, errors' arguments apart."""
    nodes = [node for s in base.body for node in walk(s)]
    told = [a for n in nodes if isinstance(n, ir.OrFail | ir.Require | ir.Fail) for a in n.arguments]
    in_errors = sum(isinstance(n, ir.Var) and n.name == param for a in told for n in walk(a))
    return sum(isinstance(n, ir.Var) and n.name == param for n in nodes) - in_errors


def _rebound(base: CoreTool) -> set[str]:
    binds = ir.Let | ir.For | ir.ForEach | ir.GroupBy | ir.Insert | ir.Update
    return {str(n.name) for s in base.body for n in walk(s) if isinstance(n, binds) and n.name}
