"""What loops make larger: the world of an estimate, and its variables around a loop.

A loop that makes something larger each time around is run twice, and its growth drawn out to its end; that this is
enough is then checked there, which holds for all turns between because nothing grows slower than evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..tools import ToolModule
from .operators import NONE, Work
from .sizes import Size, UnboundedError, Usual, parts
from .state import (
    Env,
    State,
    Tables,
    drawn_out,
    holds,
    joined_env,
    joined_tables,
    same_env,
    same_tables,
    widened_env,
    widened_tables,
)

Found: TypeAlias = tuple[Work, Size]


@dataclass(slots=True)
class Growth:
    """The tables of one module, which *grow* by what is written."""

    module: ToolModule
    tables: Tables
    usual: Usual
    uncapped: bool = False
    """Whether limits to results do not count: what they cut off would hide how it grows."""
    changes: int = 0
    known: dict[tuple[str, bool, tuple[Size, ...]], Found] = field(default_factory=dict)
    """What functions take for arguments of some sizes; forgotten when tables grow."""
    _rows: dict[str, Size] = field(default_factory=dict)

    def row_of(self, entity: str) -> Size:
        """A row as it is now."""
        if entity not in self._rows:
            self._rows[entity] = parts(self.tables.cells.get(entity, {}).items(), row=True)
        return self._rows[entity]

    def around(self, count: float, turn: Callable[[], Work], env: Env) -> Work:
        """*turn* so many times, each of which may make variables and tables larger for the next."""
        if not count:
            return NONE
        start, seen = self._state(env), self.changes
        work = turn()
        after = self._keep(env, start)
        if count <= 1:
            return work
        if seen == self.changes and same_env(start[0], after[0]):
            return work.repeated(count)
        for _ in range(2):  # until everything that the loop binds is there
            start, work = after, turn()
            after = self._keep(env, start)
            if same_env(start[0], after[0]) and same_tables(start[1], after[1]):
                return work.repeated(count)
        try:
            return self._drawn_out(count, turn, env, after)
        except UnboundedError:
            # Numbers may grow as they like: only their digits take work, and the most of those grow evenly.
            env.clear()
            env.update(widened_env(start[0], after[0]))
            self.settle(widened_tables(start[1], after[1]))
            return self._drawn_out(count, turn, env, self._state(env))

    def _drawn_out(self, count: float, turn: Callable[[], Work], env: Env, start: State) -> Work:
        """*turn* so many times from *start*, where each makes something larger by as much as the first."""
        uncapped, self.uncapped = self.uncapped, True
        try:
            turn()
            after = self._keep(env, start)
            last = drawn_out(start, after, count)
            env.update(last[0])
            self.settle(last[1].copy())
            work = turn()
            if not holds(drawn_out(start, after, count + 1), self._keep(env, last)):
                raise UnboundedError("something grows by more each time around a loop, or from call to call")
        finally:
            self.uncapped = uncapped
        return work.repeated(count)

    def _state(self, env: Env) -> State:
        return dict(env), self.tables.copy()

    def _keep(self, env: Env, start: State) -> State:
        """The state now, or as it was at *start*: a loop need not go around once more."""
        env.update(joined_env(start[0], env))
        self.settle(joined_tables(start[1], self.tables))
        return self._state(env)

    def settle(self, tables: Tables) -> None:
        """From here on the world has these *tables*."""
        self.tables = tables
        self._rows.clear()
        self.known.clear()

    def grow(self, rows: Mapping[str, float]) -> None:
        """From here on the tables have so many *rows*."""
        self.tables.rows.update(rows)
        self.known.clear()
        self.changes += 1
