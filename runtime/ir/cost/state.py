"""The world and the variables over sizes: what a body changes, joined where it may or may not have done so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .sizes import NOTHING, Size, joined, onward, widened

Env: TypeAlias = dict[str, Size]


@dataclass(slots=True)
class Tables:
    """How many rows each entity has, and how large their cells are."""

    rows: dict[str, float]
    cells: dict[str, dict[str, Size]]

    def copy(self) -> Tables:
        """The same, to be changed on its own."""
        return Tables(dict(self.rows), {name: dict(fields) for name, fields in self.cells.items()})


State: TypeAlias = tuple[Env, Tables]
"""What a loop may make larger."""


def joined_env(one: Env, other: Env) -> Env:
    """Variables that the one or the other has, each as large as in either."""
    return {**other, **{name: joined(size, other[name]) if name in other else size for name, size in one.items()}}


def joined_tables(one: Tables, other: Tables) -> Tables:
    """Tables as large as in either."""
    rows = {name: max(count, other.rows.get(name, 0.0)) for name, count in {**other.rows, **one.rows}.items()}
    cells = {name: joined_env(one.cells.get(name, {}), held) for name, held in {**one.cells, **other.cells}.items()}
    return Tables(rows, cells)


def same_env(one: Env, other: Env) -> bool:
    """Whether both have the same variables, of the same sizes."""
    return len(one) == len(other) and all(one.get(name) == size for name, size in other.items())


def same_tables(one: Tables, other: Tables) -> bool:
    """Whether both are of the same sizes."""
    return one.rows == other.rows and all(same_env(one.cells.get(n, {}), held) for n, held in other.cells.items())


def drawn_out(start: State, after: State, count: float) -> State:
    """The state after *count* turns that change as much as the one from *start* to *after*."""
    rows = {name: _further(start[1].rows.get(name, 0.0), now, count) for name, now in after[1].rows.items()}
    cells = {name: _onward_env(start[1].cells.get(name, {}), held, count) for name, held in after[1].cells.items()}
    return _onward_env(start[0], after[0], count), Tables(rows, cells)


def _onward_env(start: Env, after: Env, count: float) -> Env:
    return {name: onward(start.get(name, NOTHING), size, count) for name, size in after.items()}


def _further(start: float, after: float, count: float) -> float:
    return start + count * (after - start)


def widened_env(start: Env, after: Env) -> Env:
    """*after*, where numbers that have grown since *start* may be any."""
    return {name: widened(start.get(name, size), size) for name, size in after.items()}


def widened_tables(start: Tables, after: Tables) -> Tables:
    """*after*, where numbers that have grown since *start* may be any."""
    cells = {name: widened_env(start.cells.get(name, {}), held) for name, held in after.cells.items()}
    return Tables(after.rows, cells)


def holds(limit: State, state: State) -> bool:
    """Whether nothing in *state* is larger than in *limit*."""
    env, tables = joined_env(limit[0], state[0]), joined_tables(limit[1], state[1])
    return same_env(limit[0], env) and same_tables(limit[1], tables)
