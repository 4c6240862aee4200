"""A second reading of every move, straight from the rows: no tool, no machine and no index has a part in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from toolwright.compiler.explore import Explored, explore
from toolwright.compiler.explore.moves import Move, Op
from toolwright.compiler.key_order import in_key_order
from toolwright.compiler.lowered import lowered
from toolwright.compiler.workshop import Alone
from toolwright.dsl import Program

from ..sources import checked


def explored(text: str) -> tuple[Program, Explored]:
    """What exploring a spec gives, with its program."""
    program = in_key_order(checked(text))
    return program, explore(program, lowered(program), Alone())


def label(program: Program, entity: str) -> str:
    """The field that names rows of *entity* in the worlds of these tests."""
    fields = [field.name for field in program.entities[entity].fields]
    rows = program.entities[entity].rows
    for name in ("name", "title"):
        if name in fields:
            values = [str(row[name]).casefold() for row in rows]
            if 2 * sum(values.count(value) == 1 for value in values) > len(values):
                return name
    return program.entities[entity].key[0]


def only(program: Program, entity: str, name: Any) -> Mapping[str, Any]:
    """The one row that is called *name*, whatever the case of its letters."""
    field = label(program, entity)
    (row,) = [r for r in program.entities[entity].rows if str(r[field]).casefold() == str(name).casefold()]
    return row


def read(program: Program, move: Move, argument: Any, limit: Any) -> Any:
    """The answer of *move* about *argument*."""
    entity, word = move.source
    if move.group is None:
        value: Any = only(program, entity, argument)[move.column.name]
        if move.op is Op.LINK:
            linked = program.entities[str(move.column.link)]
            (row,) = [r for r in linked.rows if r[linked.key[0]] == value]
            return row[label(program, linked.name)]
        return value
    wanted = argument if word else only(program, entity, argument)[program.entities[entity].key[0]]
    members = [r for r in program.entities[move.entity].rows if r[move.group.column.name] == wanted]
    if move.op is Op.LIST:
        return [r[label(program, move.entity)] for r in members]
    if move.op is Op.COUNT:
        return len(members)
    values: list[Any] = [r[move.column.name] for r in members]
    if move.op is Op.TOTAL:
        return pytest.approx(sum(values), abs=0.001)
    if move.op is Op.PAST:
        return len([v for v in values if (v > limit if move.most else v < limit)])
    best = max(values) if move.most else min(values)
    (row,) = [r for r in members if r[move.column.name] == best]
    return row[label(program, move.entity)]
