"""Queries that ask a table's indexes first: equality, order, bounds and limits over the rows of one entity.

Filters that cannot fail may be asked in any order and of any rows, so an index may answer them first; any other filter
keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..cells import naming
from ..ir import expressions as ir
from ..ir.tools import Entity, Param, ToolModule
from ..ir.types import BoolType, DatetimeType, DateType, EnumType, FloatType, IntType, OptionalType, RowType, StrType
from ..ir.verify import walk
from ..python.expressions import ATOM, OR, TERNARY, Printer
from ..python.names import Names
from ..python.prelude import python_name
from ..tables import SortKeys

_SCALARS = (BoolType, DatetimeType, DateType, EnumType, FloatType, IntType, RowType, StrType)
_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@dataclass(frozen=True)
class _Source:
    """Rows that a table gives in place of the first clauses of a query; printed, never stored."""

    text: str


class QuickPrinter(Printer):
    """Prints what runs. It differs from what people read in how queries over an entity's rows begin."""

    def __init__(
        self, module: ToolModule, names: Names, base: str = "", params: Sequence[Param] = (), body: Sequence[Any] = ()
    ) -> None:
        """Use *names*; *base* is the function of a scaled tool's base tool, *params* and *body* are what is printed."""
        super().__init__(names, base)
        self._entities: Mapping[str, Entity] = {entity.name: entity for entity in module.entities}
        self._given = _never_null(params, body)
        self._asked = False
        """Whether what is printed is a condition: nothing of it is shown."""

    def condition(self, e: Any, outer: int = TERNARY) -> str:
        """*e* where only its truth counts."""
        outside, self._asked = self._asked, True
        printed = super().condition(e, outer)
        self._asked = outside
        return printed

    def iterable(self, e: Any, outer: int = OR) -> str:
        """*e* where anything iterable will do."""
        return e.text if isinstance(e, _Source) else super().iterable(e, outer)

    def _print(self, e: Any) -> tuple[str, int]:
        match e:
            case _Source(text=text):
                return text, ATOM
            case ir.Find(entity=entity, key=(key,)):
                return f"world.{entity}._rows.get({self.show(key)})", ATOM
            case ir.Follow() if self._asked:
                return self._target(e), ATOM
            case ir.Cell(row=ir.Follow() as row, field=field) if field not in naming(self._entities[row.entity]):
                return super()._print(e.model_copy(update={"row": _Source(self._target(row))}))
        return super()._print(e)

    def _target(self, e: ir.Follow) -> str:
        """The row that a link leads to, where what names it is not shown."""
        return f"world.{e.entity}.target({self.show(e.key)})"

    def window(self, e: ir.Query, site: str) -> tuple[str, str] | None:
        """Where indexes answer all of *e* but its item: its keys, cell and comparison, and how *site* is shown of them.

        None where they do not.
        """
        match e.clauses:
            case (ir.ForEach(source=ir.Rows(entity=entity), name=name), *rest):
                picked = self._picked(_Rows(self._entities[entity], name, self._given), rest)
                if not picked.left and not picked.rest:
                    return self._window(picked, site)
        return None

    def _window(self, picked: _Picked, site: str) -> tuple[str, str]:
        name = comparison = None
        equal = bound = "None"
        if picked.equal is not None:
            name, equal = python_name(picked.equal[0].field), self.show(picked.equal[1])
        if picked.bound is not None:
            comparison, bound = picked.bound[0], self.show(picked.bound[1])
        # By place: Python takes half as long for those as for arguments by name.
        given = [site, equal, bound, *([] if picked.limit is None else [self.show(picked.limit)])]
        return f"{picked.keys!r}, {name!r}, {comparison!r}", f"world.{picked.rows.entity.name}.show({', '.join(given)})"

    def _comprehension(self, e: ir.Query) -> tuple[str, bool]:
        match e.clauses:
            case (ir.ForEach(source=ir.Rows(entity=entity), name=name), *rest):
                picked = self._picked(_Rows(self._entities[entity], name, self._given), rest)
                if picked.keys or picked.equal:
                    source, left = self._source(picked)
                    given: dict[str, Any] = {"name": name, "source": _Source(source)}
                    start = ir.ForEach.model_construct(**given)
                    return super()._comprehension(ir.Query.model_construct(item=e.item, clauses=(start, *left)))
        return super()._comprehension(e)

    def _picked(self, rows: _Rows, clauses: Sequence[Any]) -> _Picked:
        """As many *clauses* as indexes answer, and what is left of them."""
        count = next((i for i, c in enumerate(clauses) if not isinstance(c, ir.Where)), len(clauses))
        conditions = [c for clause in clauses[:count] for c in _conjuncts(clause.condition)]
        rest = list(clauses[count:])
        safe = all(map(rows.cannot_fail, conditions))
        equal = next(filter(rows.is_equality, conditions if safe else conditions[:1]), None)
        keys = rows.sort_keys(rest[0]) if safe and rest and isinstance(rest[0], ir.SortBy) else None
        bound = None
        left = [c for c in conditions if c is not equal]
        if keys is not None:
            rest = rest[1:]
            bound = next((c for c in left if rows.is_bound(c, keys[0][0])), None)
            left = [c for c in left if c is not bound]
        limit = rest.pop(0).count if (safe or not left) and rest and _is_limit(rest[0]) else None
        return _Picked(
            rows, keys or (), equal and rows.equality(equal), bound and rows.bound(bound), left, limit, tuple(rest)
        )

    def _source(self, picked: _Picked) -> tuple[str, Sequence[Any]]:
        """The rows that a table gives, and the clauses that are left."""
        table = f"world.{picked.rows.entity.name}"
        if not picked.keys:
            assert picked.equal is not None
            limit = [] if picked.limit is None else [ir.Take(count=picked.limit)]
            source = f"{table}.equal({self._pair(picked.equal)})"
            return source, (*map(_where, picked.left), *limit, *picked.rest)
        given = [repr(picked.keys)]
        if picked.equal is not None:
            given.append(f"equal=({self._pair(picked.equal)})")
        if picked.bound is not None:
            given.append(f"bound=({picked.bound[0]!r}, {self.show(picked.bound[1])})")
        left: Sequence[Any] = picked.left
        if picked.limit is not None and not left:
            given.append(f"count={self.show(picked.limit)}")
        source = f"{table}.ordered({', '.join(given)})"
        if picked.limit is not None and left:
            row = self.names.local(picked.rows.row)
            kept = "".join(f" if {self.condition(c, OR)}" for c in left)
            source, left = f"_taken(({row} for {row} in {source}{kept}), {self.show(picked.limit)})", ()
        return source, (*map(_where, left), *picked.rest)

    def _pair(self, equality: tuple[ir.Cell, Any]) -> str:
        cell, value = equality
        return f"{python_name(cell.field)!r}, {self.show(value)}"


@dataclass(frozen=True)
class _Rows:
    """The rows of *entity*, each the variable *row*; *given* are other variables that are never null."""

    entity: Entity
    row: str
    given: frozenset[str]

    def sort_keys(self, clause: ir.SortBy) -> SortKeys | None:
        """A sort by cells that have an order."""
        found = []
        for key in clause.keys:
            if not (isinstance(key.value, ir.Cell) and self._is_cell(key.value) and self._is_strict(key.value)):
                return None
            found.append((python_name(key.value.field), key.descending))
        return tuple(found)

    def is_equality(self, condition: Any) -> bool:
        """Whether *condition* holds a cell to a value that is there before the query."""
        return isinstance(condition, ir.Binary) and condition.operator == "eq" and self._sides(condition) is not None

    def equality(self, condition: ir.Binary) -> tuple[ir.Cell, Any]:
        """The cell and the value."""
        sides = self._sides(condition)
        assert sides is not None
        return sides[0], sides[1]

    def is_bound(self, condition: Any, field: str) -> bool:
        """Whether *condition* compares the cell *field* with a value that is there before the query."""
        if not (isinstance(condition, ir.Binary) and condition.operator in _TURNED):
            return False
        sides = self._sides(condition)
        return sides is not None and python_name(sides[0].field) == field

    def bound(self, condition: ir.Binary) -> tuple[str, Any]:
        """The comparison as it reads with the cell in front, and the value."""
        sides = self._sides(condition)
        assert sides is not None
        return _TURNED[condition.operator] if sides[2] else condition.operator, sides[1]

    def cannot_fail(self, condition: Any) -> bool:
        """Whether *condition* has a value for every row, whatever the variables hold."""
        match condition:
            case ir.Binary(operator="and" | "or", left=left, right=right):
                return self.cannot_fail(left) and self.cannot_fail(right)
            case ir.Binary(operator="eq" | "ne", left=left, right=right):
                return self._is_plain(left) and self._is_plain(right)
            case ir.Binary(operator="lt" | "le" | "gt" | "ge", left=left, right=right):
                return self._is_strict(left) and self._is_strict(right)
            case ir.Not(value=value):
                return self.cannot_fail(value)
            case ir.Builtin(name="contains" | "starts_with" | "ends_with", arguments=arguments):
                return all(map(self._is_strict, arguments))
        return self._is_cell(condition)

    def _sides(self, condition: ir.Binary) -> tuple[ir.Cell, Any, bool] | None:
        """The cell of the row, the value that it is compared with, and whether the value stands in front."""
        for cell, value, turned in ((condition.left, condition.right, False), (condition.right, condition.left, True)):
            if isinstance(cell, ir.Cell) and self._is_cell(cell) and self._is_other(value):
                return cell, value, turned
        return None

    def _is_cell(self, e: Any) -> bool:
        """Whether *e* is a cell of the row that holds one plain value, or null."""
        if not (isinstance(e, ir.Cell) and not e.safe and e.row == ir.Var(name=self.row)):
            return False
        kind = next((field.value for field in self.entity.fields if field.name == e.field), None)
        return isinstance(kind.item if isinstance(kind, OptionalType) else kind, _SCALARS)

    def _is_other(self, e: Any) -> bool:
        """Whether *e* says something else than the row does, and cannot fail."""
        if isinstance(e, ir.Cell):
            return isinstance(e.row, ir.Var) and e.row.name != self.row and e.row.name in self.given
        return isinstance(e, ir.Const) or (isinstance(e, ir.Var) and e.name != self.row)

    def _is_plain(self, e: Any) -> bool:
        return self._is_cell(e) or self._is_other(e)

    def _is_strict(self, e: Any) -> bool:
        """Whether *e* is plain and never null."""
        match e:
            case ir.Const(value=value):
                return value is not None
            case ir.Var(name=name):
                return name in self.given and name != self.row
            case ir.Cell() if self._is_cell(e):
                kind = next(field.value for field in self.entity.fields if field.name == e.field)
                return not isinstance(kind, OptionalType)
            case ir.Builtin(name="lower" | "upper" | "trim", arguments=arguments):
                return all(map(self._is_strict, arguments))
        return False


@dataclass(frozen=True)
class _Picked:
    """What of a query over one entity's rows its indexes answer."""

    rows: _Rows
    keys: SortKeys
    """The order that is asked for, empty for that of the table."""
    equal: tuple[ir.Cell, Any] | None
    """A cell and the value that it must equal."""
    bound: tuple[str, Any] | None
    """How the first key must compare with which value."""
    left: Sequence[Any]
    """Conditions that are asked row by row."""
    limit: Any
    """How many of the rows that are left are wanted; None for all."""
    rest: Sequence[Any]
    """Clauses that come after."""


def _is_limit(clause: Any) -> bool:
    return isinstance(clause, ir.Take) and isinstance(clause.count, ir.Const | ir.Var)


def _where(condition: Any) -> ir.Where:
    return ir.Where(condition=condition)


def _conjuncts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, ir.Binary) and condition.operator == "and":
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _never_null(params: Sequence[Param], body: Sequence[Any]) -> frozenset[str]:
    """Variables of a body that are never null, whatever the call: parameters, and what a declared error stands for.

    A name that is bound a second time, by whatever, is not among them.
    """
    bound = [p.name for p in params]
    given = {p.name for p in params if not isinstance(p.value, OptionalType) and (p.required or p.default is not None)}
    for statement in body:
        for node in walk(statement):
            match node:
                case ir.Let(name=name, value=value):
                    bound.append(name)
                    if isinstance(value, ir.OrFail):
                        given.add(name)
                case ir.Insert(name=str(name)) | ir.Update(name=str(name)):
                    bound.append(name)
                case ir.For(name=name) | ir.ForEach(name=name) | ir.GroupBy(name=name):
                    bound.append(name)
    return frozenset(name for name in given if bound.count(name) == 1)


__all__ = ["QuickPrinter"]
