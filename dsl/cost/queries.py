"""The most steps that a query can take, and how large its result can be.

What all groups weigh together is less than so many times the largest: the same is said for the intermediate form in
`runtime.ir.cost.queries`, with the reasons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..checking.types import Int, Type
from ..syntax import nodes
from .sizes import Many, One, Size, item_of, length, times, weight
from .steps import NONE, Loop, Steps, steps

if TYPE_CHECKING:
    from .expressions import Costs


def query_cost(costs: Costs, node: nodes.Query, env: Mapping[str, Size]) -> tuple[Steps, Size]:
    """The steps of a query, and how large its result is."""
    rows, total = _Rows(costs, env), NONE
    for clause in node.clauses:
        match clause:
            case nodes.ForClause():
                total += rows.run_over(clause)
            case nodes.IfClause(_, condition):
                total += rows.each(condition)[0]
            case nodes.GroupClause():
                total += rows.group(clause)
            case nodes.SortClause(_, keys):
                for key in keys:
                    total += rows.each(key.value)[0]
                total += rows.times(steps(_rounds(rows.count)))
            case nodes.TakeClause(_, number):
                cost, size = costs.expr(number, env)
                total += cost
                if not costs.uncapped:
                    rows.count = min(rows.count, _most(size, costs.declared.types.get(number)))
            case nodes.SkipClause(_, number):
                total += costs.expr(number, env)[0]
    cost, size = rows.each(node.item)
    return total + cost, Many(rows.count, size, 1 + rows.weight(node.item, size))


@dataclass(slots=True)
class _Group:
    """A group whose rows were grouped further or run over since."""

    env: dict[str, Size]
    """Variables in each of its rows, limits to results left out."""
    rows: float = 1.0


class _Rows:
    """The rows of a query by now."""

    def __init__(self, costs: Costs, env: Mapping[str, Size]) -> None:
        self._costs = costs
        self._env = dict(env)
        self._loops: tuple[Loop, ...] = ()
        self._weights: dict[str, float] = {}
        """Of the query's own variables, in all rows together."""
        self._groups: tuple[float, _Group, _Group] | None = None
        """How many groups there are, one that holds everything, one with a single item; None where none are made."""
        self.count = 1.0
        """How many rows there are."""

    def times(self, cost: Steps) -> Steps:
        """*cost* for each of the rows."""
        return Steps(self.count * cost.total, (*self._loops, *cost.loops)) if self.count and cost.total else NONE

    def each(self, node: nodes.Expr) -> tuple[Steps, Size]:
        """The steps of *node* for all rows, and how large it is at most for one."""
        cost, size = self._costs.expr(node, self._env)
        return self.times(cost), size

    def weight(self, node: nodes.Expr, size: Size) -> float:
        """What *node*, of *size* at most, weighs for all rows together."""
        whole = times(self.count, weight(size))
        if isinstance(node, nodes.Name) and node.id in self._weights:
            return min(whole, self._weights[node.id])
        return min(whole, self._together(node, lambda _, each: weight(each)))

    def run_over(self, clause: nodes.ForClause) -> Steps:
        """Bind what a loop sees, once for each item of its source."""
        cost, size = self.each(clause.source)
        whole, name = self.weight(clause.source, size), clause.name.text

        def further(group: _Group, each: Size) -> float:
            group.env[name] = item_of(each)
            group.rows = times(group.rows, length(each))
            return length(each)

        self.count = min(times(self.count, length(size)), self._together(clause.source, further))
        self._loops = (*self._loops, self._costs.loop(clause.source, size))
        self._env[name] = item_of(size)
        self._weights = {known: times(length(size), each) for known, each in self._weights.items()}
        self._weights[name] = min(times(self.count, weight(item_of(size))), whole)
        return cost + Steps(self.count, self._loops)

    def group(self, clause: nodes.GroupClause) -> Steps:
        """Group by a key: variables are lists of what they were in the rows of a group."""
        cost, key = self.each(clause.key)
        keys, name, held = self.weight(clause.key, key), clause.name.text, self._costs.held
        lists: dict[str, Size] = {
            each: held(clause, Many(self.count, self._env[each], 1 + self._weights[each])) for each in self._weights
        }
        single = {each: held(clause, Many(min(self.count, 1.0), self._env[each])) for each in self._weights}
        large, small = {**self._env, **lists, name: key}, {**self._env, **single, name: key}
        self._groups, self._env = (self.count, _Group({**large}), _Group(small)), large
        self._weights = {each: self.count + known for each, known in self._weights.items()} | {name: keys}
        return cost + self.times(steps(1))

    def _together(self, node: nodes.Expr, of: Callable[[_Group, Size], float]) -> float:
        """A number *of* what *node* gives for each row, all added up; endless where no groups tell it."""
        if self._groups is None or not self.count:
            return math.inf
        groups, large, small = self._groups
        uncapped, self._costs.uncapped = self._costs.uncapped, True
        try:
            rows = large.rows
            most = times(rows, of(large, self._costs.expr(node, large.env)[1]))
            rows = small.rows
            least = times(rows, of(small, self._costs.expr(node, small.env)[1]))
        finally:
            self._costs.uncapped = uncapped
        return most + times(max(0.0, groups - 1), least)


def _rounds(count: float) -> float:
    """Comparisons of one item while *count* are sorted, rounded up."""
    return math.ceil(math.log2(count + 1)) if math.isfinite(count) else math.inf


def _most(size: Size, type_: Type | None) -> float:
    """The largest number that a count can be."""
    if isinstance(size, One) and size.high is not None:
        return max(0, size.high)
    if isinstance(type_, Int) and type_.high is not None:
        return max(0, type_.high)
    return math.inf
