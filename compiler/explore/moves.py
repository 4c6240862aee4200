"""Moves over a world: each is one question about one thing, answered by one call of one tool.

`Oslo -> country -> Norway` follows a link; `Norway -> cities -> Oslo` goes back to the city with the most people; other
moves end a walk: a number, a date, a count, a list. Where two ways to ask would have the same answer, one by a single
call and one by many, only one of them is a move: the other is left to plans (`patterns`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeAlias

from toolwright.dsl.checking import types

from .schema import Column, Group, Table, World

State: TypeAlias = tuple[str, str]
"""What a walk stands on: a row of (entity, ""), or a shared word of (entity, field)."""

QUANTILES: Final = (0.3, 0.5, 0.7)
"""Where in the values of a field the limits of `past` moves lie."""


class Op(StrEnum):
    """What a move does."""

    FIELD = "field"
    """A row's own value."""
    LINK = "link"
    """The row that a row links to."""
    LIST = "list"
    """The names of a group's rows."""
    COUNT = "count"
    """How many rows a group has."""
    BEST = "best"
    """The row of a group with the most or the least of something."""
    TOTAL = "total"
    """The sum of something over a group."""
    PAST = "past"
    """How many rows of a group lie beyond a limit."""


@dataclass(frozen=True)
class Move:
    """One question about one thing."""

    op: Op
    source: State
    target: State | None
    """What the answer can be asked about in turn; None where it cannot."""
    column: Column
    """What is read, followed, compared or added; for `list` and `count` the group's own column."""
    group: Group | None = None
    most: bool = True
    """Most, latest, above or after, rather than least, earliest, below or before."""
    limits: tuple[Any, ...] = ()
    """What a `past` move may compare with."""

    def __hash__(self) -> int:
        """As equality has it; moves are looked up very often."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.op, self.source, self.target, self.column, self.group, self.most, self.limits))

    @property
    def entity(self) -> str:
        """The entity of the rows that are read."""
        return self.column.entity

    @property
    def number(self) -> bool:
        """Whether the answer is a number."""
        return self.op in (Op.COUNT, Op.TOTAL, Op.PAST) or (self.op is Op.FIELD and self.column.number)


def row_state(entity: str) -> State:
    """The state of standing on a row."""
    return (entity, "")


def word_state(column: Column) -> State:
    """The state of holding a shared word."""
    return (column.entity, column.name)


@dataclass(frozen=True)
class Moves:
    """All moves of a world, and what plans may compute because no move does."""

    all: Sequence[Move]
    by_source: Mapping[State, Sequence[Move]]
    free_totals: frozenset[tuple[Group, str]]
    """(group, field) whose sum no single call gives."""
    free_bests: frozenset[tuple[Group, str, bool]]
    """(group, field, most) that no single call gives."""


def moves_of(world: World, seed: int) -> Moves:
    """The moves of *world*; *seed* settles which aggregates are tools of their own."""
    made: list[Move] = []
    totals: set[tuple[Group, str]] = set()
    bests: set[tuple[Group, str, bool]] = set()
    shared = {(group.entity, group.column.name) for group in world.groups if not group.link}
    for table in world.tables.values():
        made.extend(_own(table, world, shared))
    for number, group in enumerate(world.groups):
        table = world.tables[group.entity]
        measures = [c for c in table.columns.values() if _measures(c, table)]
        chosen = list(_aggregates(group, table, measures, number + seed))
        made.extend((_plain(group, Op.LIST), _plain(group, Op.COUNT), *chosen))
        for column in measures:
            of_column = [move for move in chosen if move.column is column]
            if column.adds_up and not any(move.op is Op.TOTAL for move in of_column):
                totals.add((group, column.name))
            for most in (True, False):
                if not any(move.op is Op.BEST and move.most == most for move in of_column):
                    bests.add((group, column.name, most))
    by_source: dict[State, list[Move]] = {}
    for move in made:
        by_source.setdefault(move.source, []).append(move)
    return Moves(made, by_source, frozenset(totals), frozenset(bests))


def _own(table: Table, world: World, shared: set[tuple[str, str]]) -> Iterator[Move]:
    source = row_state(table.entity.name)
    for column in table.columns.values():
        if column is table.label or column.name in table.entity.key:
            continue
        if column.link is not None:
            if column.link in world.tables:
                yield Move(Op.LINK, source, row_state(column.link), column)
        else:
            target = word_state(column) if (column.entity, column.name) in shared else None
            yield Move(Op.FIELD, source, target, column)


def _measures(column: Column, table: Table) -> bool:
    own = column is table.label or column.name in table.entity.key
    return (column.number or column.moment) and not column.nullable and not own


def _plain(group: Group, op: Op) -> Move:
    return Move(op, _source(group), None, group.column, group)


def _source(group: Group) -> State:
    return row_state(group.column.link) if group.column.link is not None else word_state(group.column)


def _aggregates(group: Group, table: Table, measures: Sequence[Column], turn: int) -> Iterator[Move]:
    """At most one number and one moment to be the best of, one sum, one count beyond a limit: tools stay few."""
    source, rows = _source(group), row_state(group.entity)
    for kind in ([c for c in measures if c.number], [c for c in measures if c.moment]):
        if kind:
            yield Move(Op.BEST, source, rows, kind[turn % len(kind)], group, most=turn % 3 != 1)
    if adding := [c for c in measures if c.adds_up]:
        yield Move(Op.TOTAL, source, None, adding[(turn + 1) % len(adding)], group)
    if measures:
        column = measures[(turn + 1) % len(measures)]
        if limits := _limits(column, table):
            yield Move(Op.PAST, source, None, column, group, most=turn % 2 == 0, limits=limits)


def _limits(column: Column, table: Table) -> tuple[Any, ...]:
    """Round values inside the range of *column* that no row has."""
    values = sorted(row[column.name] for row in table.rows)
    if isinstance(column.type, types.Datetime) or values[0] == values[-1]:
        return ()
    known = set(values)
    chosen = (_round(values[int(share * (len(values) - 1))], column) for share in QUANTILES)
    return tuple(dict.fromkeys(v for v in chosen if v not in known and values[0] < v < values[-1]))


def _round(value: Any, column: Column) -> Any:
    if isinstance(column.type, types.Date):
        return datetime.date.fromisoformat(value).replace(month=1, day=1).isoformat()
    if column.year:
        return value
    step = 10 ** max(0, len(str(int(abs(value)))) - 2)
    rounded = int(value // step) * step
    return float(rounded) if isinstance(column.type, types.Float) else rounded
