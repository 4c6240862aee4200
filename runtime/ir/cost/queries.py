"""What queries take over sizes, and how much their rows can weigh together.

The items of all groups are no more than what was grouped, so a group may be large, but not all of them. What all groups
weigh together is most where one has every item and each of the others a single one: that is so for what grows evenly
or faster (then one large group weighs most), for what grows slower (then many small ones do), and for sums of the two.
Limits to results are neither, so they do not count while groups are weighed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .. import expressions as ir
from .growth import Found
from .operators import NONE, Work
from .sizes import NOTHING, Size, UnboundedError, element, iterations, many, spread, times
from .state import Env


class Runs(Protocol):
    """Who runs expressions over sizes."""

    uncapped: bool

    def expr(self, e: Any, env: Env) -> Found:
        """What an expression takes, and how large its value is."""


def query_size(runs: Runs, query: ir.Query, env: Env) -> Found:
    """What *query* takes, and how large its result is. Raises UnboundedError."""
    rows, total = _Rows(runs, dict(env)), NONE
    for clause in query.clauses:
        match clause:
            case ir.ForEach():
                total += rows.run_over(clause)
            case ir.Where():
                total += rows.each(clause.condition)[0]
            case ir.GroupBy():
                total += rows.group(clause, env)
            case ir.SortBy():
                rounds = times(rows.count, math.ceil(math.log2(rows.count + 1)))
                for key in clause.keys:
                    work, size = rows.each(key.value)
                    total += work + Work(0, times(rounds, size.weight))
                total += Work(rounds)
            case ir.Take():
                work, size = runs.expr(clause.count, env)
                total += work
                rows.count = rows.count if runs.uncapped else min(rows.count, size.most)
            case ir.Skip():
                total += runs.expr(clause.count, env)[0]
    work, size = rows.each(query.item)
    return total + work, many(rows.count, size, weight=1 + rows.weight(query.item, size))


@dataclass(slots=True)
class _Group:
    """A group whose rows were grouped further or run over since."""

    env: Env
    """Variables in each of its rows, limits to results left out."""
    rows: float = 1.0


class _Rows:
    """The rows of a query by now."""

    def __init__(self, runs: Runs, env: Env) -> None:
        self._runs = runs
        self._env = env
        self._weights: dict[str, float] = {}
        """Of the query's own variables, in all rows together."""
        self._groups: tuple[float, _Group, _Group] | None = None
        """How many groups there are, one that holds everything, one with a single item; None where none are made."""
        self.count = 1.0
        """How many rows there are."""

    def each(self, expression: Any) -> Found:
        """The work of *expression* for all rows, and how large it is at most for one."""
        if not self.count:
            return NONE, NOTHING
        work, size = self._runs.expr(expression, self._env)
        return work.repeated(self.count), size

    def weight(self, expression: Any, size: Size) -> float:
        """What *expression*, of *size* at most, weighs for all rows together."""
        whole = times(self.count, size.weight)
        if isinstance(expression, ir.Var) and expression.name in self._weights:
            return min(whole, self._weights[expression.name])
        return min(whole, self._together(expression, lambda _, each: each.weight))

    def run_over(self, clause: ir.ForEach) -> Work:
        """Bind what a loop sees, once for each item of its source."""
        work, size = self.each(clause.source)
        rounds, weight = iterations(size), self.weight(clause.source, size)

        def further(group: _Group, each: Size) -> float:
            group.env[clause.name] = element(each)
            group.rows = times(group.rows, iterations(each))
            return iterations(each)

        self.count = min(times(self.count, rounds), self._together(clause.source, further))
        self._env = {**self._env, clause.name: element(size)}
        self._weights = {name: times(rounds, each) for name, each in self._weights.items()}
        whole = times(self.count, element(size).weight)
        self._weights[clause.name] = min(whole, weight) if spread(size) else whole
        return work + Work(self.count)

    def group(self, clause: ir.GroupBy, outer: Env) -> Work:
        """Group by a key: variables are lists of what they were in the rows of a group."""
        work, key = self.each(clause.key)
        held = {name: self._env.get(name, NOTHING) for name in clause.variables}
        weights = {
            name: min(times(self.count, size.weight), self._weights.get(name, math.inf)) for name, size in held.items()
        }
        all_keys = self.weight(clause.key, key)
        lists = {name: many(self.count, size, weight=1 + weights[name]) for name, size in held.items()}
        single = {name: many(min(self.count, 1.0), size) for name, size in held.items()}
        self._env = {**outer, **lists, clause.name: key}
        self._weights = {name: self.count + weight for name, weight in weights.items()} | {clause.name: all_keys}
        self._groups = (self.count, _Group(dict(self._env)), _Group({**outer, **single, clause.name: key}))
        return work + Work(self.count, times(self.count, key.weight))

    def _together(self, expression: Any, of: Callable[[_Group, Size], float]) -> float:
        """A number *of* what *expression* gives for each row, all added up; endless where no groups tell it."""
        if self._groups is None or not self.count:
            return math.inf
        groups, large, small = self._groups
        uncapped, self._runs.uncapped = self._runs.uncapped, True
        try:
            rows = large.rows
            most = times(rows, of(large, self._runs.expr(expression, large.env)[1]))
            rows = small.rows
            least = times(rows, of(small, self._runs.expr(expression, small.env)[1]))
        except UnboundedError:
            self._groups = None  # only limits to results hold it
            return math.inf
        finally:
            self._runs.uncapped = uncapped
        return most + times(max(0.0, groups - 1), least)
