"""Queries that ask a table's indexes first: filters by equality, sorts, bounds and limits over the rows of one entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..ir import expressions as ir
from ..ir.tools import Entity, ToolModule
from ..ir.types import BoolType, DatetimeType, DateType, EnumType, FloatType, IntType, OptionalType, RowType, StrType
from ..ir.verify import walk
from ..python.expressions import OR, Printer, cannot_fail
from ..python.names import Names
from ..python.prelude import python_name
from ..tables import Bound

_HASHABLE = (BoolType, DatetimeType, DateType, EnumType, FloatType, IntType, RowType, StrType)
_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@dataclass(frozen=True)
class _Source:
    """Rows that a table gives in place of the first clauses of a query; printed, never stored."""

    text: str


class QuickPrinter(Printer):
    """Prints what runs. It differs from what people read in how queries over an entity's rows begin."""

    def __init__(self, module: ToolModule, names: Names, base: str = "") -> None:
        """Use *names*; *base* is the function of a scaled tool's base tool."""
        super().__init__(names, base)
        self._entities: Mapping[str, Entity] = {entity.name: entity for entity in module.entities}

    def iterable(self, e: Any, outer: int = OR) -> str:
        """*e* where anything iterable will do."""
        return e.text if isinstance(e, _Source) else super().iterable(e, outer)

    def _print(self, e: Any) -> tuple[str, int]:
        return (e.text, 8) if isinstance(e, _Source) else super()._print(e)

    def _comprehension(self, e: ir.Query) -> tuple[str, bool]:
        match e.clauses:
            case (ir.ForEach(source=ir.Rows(entity=entity), name=name), *rest):
                source, left = self._picked(self._entities[entity], name, rest)
                if source is not None:
                    start = ir.ForEach.model_construct(clause="for", name=name, source=_Source(source))
                    return super()._comprehension(e.model_copy(update={"clauses": (start, *left)}))
        return super()._comprehension(e)

    def _picked(self, entity: Entity, row: str, clauses: Sequence[Any]) -> tuple[str | None, Sequence[Any]]:
        """The rows of *entity* after as many *clauses* as an index answers, and the clauses that are left."""
        conditions: list[Any] = []
        count = 0
        while count < len(clauses) and isinstance(clauses[count], ir.Where):
            conditions += _conjuncts(clauses[count].condition)
            count += 1
        rest = clauses[count:]
        keys = self._keys(entity, row, rest[0]) if rest and isinstance(rest[0], ir.SortBy) else None
        # All conditions may be asked in any order, and of other rows than before, when none can fail.
        safe = all(cannot_fail(node) for condition in conditions for node in walk(condition))
        equal = next((c for c in (conditions if safe else conditions[:1]) if self._is_equality(entity, row, c)), None)
        if keys is None or not safe:
            if equal is None:
                return None, clauses
            field, value = self._sides(entity, row, equal)
            left = [ir.Where(condition=c) for c in conditions if c is not equal]
            return f"world.{entity.name}.equal({field!r}, {self.show(value)})", (*left, *rest)
        left = [c for c in conditions if c is not equal]
        bound = next((c for c in left if self._is_bound(entity, row, c, keys[0][0])), None)
        left = [c for c in left if c is not bound]
        given = [repr(keys)]
        if equal is not None:
            field, value = self._sides(entity, row, equal)
            given.append(f"equal=({field!r}, {self.show(value)})")
        if bound is not None:
            assert isinstance(bound, ir.Binary)
            turned = not _is_cell(bound.left, row)
            operator = _TURNED[bound.operator] if turned else bound.operator
            given.append(f"bound=({operator!r}, {self.show(bound.left if turned else bound.right)})")
        source = f"world.{entity.name}.ordered({', '.join(given)})"
        rest = rest[1:]
        if rest and isinstance(rest[0], ir.Take) and all(map(cannot_fail, walk(rest[0].count))):
            name = self.names.local(row)
            kept = "".join(f" if {self.condition(c, OR)}" for c in left)
            source = f"_taken(({name} for {name} in {source}{kept}), {self.show(rest[0].count)})"
            return source, rest[1:]
        return source, (*(ir.Where(condition=c) for c in left), *rest)

    def _keys(self, entity: Entity, row: str, clause: ir.SortBy) -> tuple[tuple[str, bool], ...] | None:
        """A sort by stored cells that have an order, as (Python name of the field, descending)."""
        found = []
        for key in clause.keys:
            if not _is_cell(key.value, row) or not self._has_values(entity, key.value.field, optional=False):
                return None
            found.append((python_name(key.value.field), key.descending))
        return tuple(found)

    def _is_equality(self, entity: Entity, row: str, condition: Any) -> bool:
        if not (isinstance(condition, ir.Binary) and condition.operator == "eq"):
            return False
        for cell, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if _is_cell(cell, row) and self._has_values(entity, cell.field, optional=True) and _is_given(other, row):
                return True
        return False

    def _sides(self, entity: Entity, row: str, condition: ir.Binary) -> tuple[str, Any]:
        turned = not (_is_cell(condition.left, row) and _is_given(condition.right, row))
        cell, other = (condition.right, condition.left) if turned else (condition.left, condition.right)
        assert isinstance(cell, ir.Cell)
        return python_name(cell.field), other

    def _is_bound(self, entity: Entity, row: str, condition: Any, field: str) -> bool:
        if not (isinstance(condition, ir.Binary) and condition.operator in _TURNED):
            return False
        sides = ((condition.left, condition.right), (condition.right, condition.left))
        return any(
            _is_cell(cell, row) and python_name(cell.field) == field and _is_given(other, row) for cell, other in sides
        )

    def _has_values(self, entity: Entity, field: str, optional: bool) -> bool:
        kind = next((f.value for f in entity.fields if f.name == field), None)
        if optional and isinstance(kind, OptionalType):
            kind = kind.item
        return isinstance(kind, _HASHABLE)


def _conjuncts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, ir.Binary) and condition.operator == "and":
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _is_cell(e: Any, row: str) -> bool:
    return isinstance(e, ir.Cell) and not e.safe and e.row == ir.Var(name=row)


def _is_given(e: Any, row: str) -> bool:
    """Whether *e* is there before the query and cannot fail: a constant, another variable, a cell of one."""
    if isinstance(e, ir.Cell):
        return _is_given(e.row, row)
    return isinstance(e, ir.Const) or (isinstance(e, ir.Var) and e.name != row)


__all__ = ["Bound", "QuickPrinter"]
