"""The most steps that a body can take: its statements and expressions, run over sizes in the place of values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from ..checking.types import List, Row
from ..program import SymbolKind, Tool
from ..syntax import nodes
from ..syntax.walk import walk
from .expressions import Costs, Declared, Endless, Env
from .sizes import RowOf, Size, Sizes, item_of, size_of
from .steps import NONE, Bound, Loop, Steps, steps


def most_steps(tool: Tool, declared: Declared, sizes: Sizes) -> Bound:
    """At most so many steps are one call of *tool*; infinitely many where no bound is found."""
    costs = Costs(declared, sizes, dict(sizes.rows))
    env = {param.name: size_of(param.type, sizes) for param in tool.params}
    try:
        found = steps(1) + _Body(costs).block(tool.node.body, env)
        return Bound(found + _checks(costs) if tool.writes else found, costs.large)
    except Endless:
        return Bound(Steps(math.inf), costs.large)


def most_steps_to_derive(value: nodes.Expr, lets: Mapping[str, nodes.Expr], declared: Declared, sizes: Sizes) -> Bound:
    """At most so many steps is a call of the tool for a derived step; infinitely many where no bound is found.

    The tool holds *lets* of its task written out, and looks up the rows that the task names.
    """
    costs = Costs(declared, sizes, dict(sizes.rows), lets)
    try:
        found = steps(1) + costs.expr(value, {})[0]
        return Bound(found + _lookups(costs, value), costs.large)
    except Endless:
        return Bound(Steps(math.inf), costs.large)


class _Body:
    def __init__(self, costs: Costs) -> None:
        self._costs = costs

    def block(self, body: Sequence[nodes.Statement], env: Env) -> Steps:
        """The steps of statements, one after the other."""
        total, env = NONE, dict(env)
        for statement in body:
            total += self._statement(statement, env)
        return total

    def _statement(self, node: nodes.Statement, env: dict[str, Size]) -> Steps:
        match node:
            case nodes.Let(_, name, _, nodes.Insert() as insert):
                env[name.text] = RowOf(self._entity_name(insert, insert.entity.text))
                return self._statement(insert, env)
            case nodes.Let(_, name, _, value):
                assert not isinstance(value, nodes.Insert)
                cost, env[name.text] = self._costs.expr(value, env)
                return cost
            case nodes.Require(_, condition, failure):
                return self._costs.expr(condition, env)[0] + self._costs.args(failure.args, env)
            case nodes.Fail(_, failure):
                return self._costs.args(failure.args, env)
            case nodes.Return(_, value):
                return self._costs.expr(value, env)[0]
            case nodes.Insert(_, entity, record):
                cost = self._costs.expr(record, env)[0]
                table = self._entity_name(node, entity.text)
                self._costs.grow({table: self._costs.rows.get(table, 0) + 1})
                return cost
            case nodes.Update(_, row, record):
                return self._costs.expr(row, env)[0] + self._costs.expr(record, env)[0]
            case nodes.Delete(_, row):
                return self._costs.expr(row, env)[0]
            case nodes.If(_, condition, then, otherwise):
                cost = self._costs.expr(condition, env)[0]
                before = dict(self._costs.rows)
                one, after = self.block(then, env), dict(self._costs.rows)
                self._costs.grow(before, exact=True)
                other = self.block(otherwise, env)
                self._costs.grow({name: max(count, after[name]) for name, count in self._costs.rows.items()})
                return cost + one.worst(other)
            case nodes.For(_, name, source, body):
                cost, size = self._costs.expr(source, env)
                inner = {**env, name.text: item_of(size)}
                loop = self._costs.loop(source, size)
                return cost + self._around(loop, lambda: self.block(body, inner))

    def _around(self, loop: Loop, body: Callable[[], Steps]) -> Steps:
        """*body* each time around, where what it inserts makes the next time longer."""
        before = dict(self._costs.rows)
        once = body()
        if self._costs.rows == before or loop.times <= 1:
            return once.within(loop)
        first = {name: self._costs.rows[name] - before.get(name, 0) for name in self._costs.rows}
        middle = dict(self._costs.rows)
        body()
        second = {name: self._costs.rows[name] - middle[name] for name in self._costs.rows}
        if first != second:
            raise Endless
        self._costs.grow({name: before.get(name, 0) + loop.times * grown for name, grown in first.items()})
        after = dict(self._costs.rows)
        last = body()
        self._costs.grow(after, exact=True)
        return last.within(loop)

    def _entity_name(self, node: nodes.Node, written: str) -> str:
        symbol = self._costs.declared.symbols.get(node)
        return symbol.name if symbol else written


def _checks(costs: Costs) -> Steps:
    """What holding the world to its `@check`s takes after a write."""
    total = NONE
    for entity in costs.declared.entities.values():
        env = {f.name: size_of(f.type, costs.sizes) for f in entity.fields}
        one = NONE
        for check in entity.checks:
            one += costs.expr(check, env)[0]
        if entity.checks:
            loop = Loop(entity.node.name.span, costs.rows.get(entity.name, 0), entity.name)
            total += one.within(loop)
    return total


def _lookups(costs: Costs, value: nodes.Expr) -> Steps:
    """What finding the rows takes that names of a task stand for, in *value* and in what it reads."""
    total, waiting, seen = NONE, [value], set[str]()
    while waiting:
        around = waiting.pop()
        own = {c.name.text for c in walk(around) if isinstance(c, nodes.ForClause | nodes.GroupClause)}
        for node in walk(around):
            if not isinstance(node, nodes.Name) or node.id in seen | own:
                continue
            seen.add(node.id)
            if node.id in costs.lets:
                waiting.append(costs.lets[node.id])
            total += _lookup(costs, node)
    return total


def _lookup(costs: Costs, node: nodes.Name) -> Steps:
    type_, many = costs.declared.types.get(node), 1.0
    if isinstance(type_, List):
        type_, many = type_.item, costs.sizes.items
    symbol = costs.declared.symbols.get(node)
    if symbol is None or symbol.kind is not SymbolKind.LOCAL or not isinstance(type_, Row):
        return NONE
    rows = costs.rows.get(type_.entity, 0)
    return Steps(many * (3 * rows + 1), (Loop(node.span, rows, type_.entity),))
