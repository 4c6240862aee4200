"""Random statements of the intermediate form, type-correct by construction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir

from .expressions import ExpressionMaker
from .kinds import BOOL, FIELDS, INT, ITEM, MAKER, SCALARS, STR, Env, Kind


class BodyMaker(ExpressionMaker):
    """Makes bodies; one for each tool."""

    def body(self, env: Env, result: Kind, depth: int) -> tuple[Any, ...]:
        """A whole body that gives *result*."""
        env = dict(env)
        made = self.statements(env, depth, result)
        return (*made, ir.Return(value=self.expr(result, env, depth)))

    def statements(self, env: Env, depth: int, result: Kind) -> tuple[Any, ...]:
        """Some statements; what they bind is added to *env*."""
        options = [self.let, self.let, self.branch, self.loop]
        options += [self.require] if self.careless else []
        options += [self.insert, self.insert, self.update, self.update, self.update, self.delete] if self.writes else []
        least = 1 if self.writes else 0
        return tuple(self.pick(options)(env, depth - 1, result) for _ in range(self.draw(st.integers(least, 4))))

    def let(self, env: Env, depth: int, _: Kind) -> Any:
        """`let`, of a new variable or an old one."""
        kinds = [
            *SCALARS,
            ("list", ITEM),
            ("opt", STR),
            ("opt", ITEM),
            ("list", BOOL),
            ("rec", (("part", STR),)),
        ]
        kinds += [ITEM, MAKER] * 2 if self.fails else []
        kind = self.pick(kinds)
        value = self.expr(kind, env, depth)
        old = [n for n, k in env.items() if k == kind]
        name = self.pick(old) if old and self.draw(st.integers(0, 3)) == 0 else self.fresh()
        env[name] = kind
        return ir.Let(name=name, value=value)

    def require(self, env: Env, depth: int, _: Kind) -> Any:
        """`require`."""
        condition = self.expr(BOOL, env, depth)
        error, arguments = self.failure(env, depth)
        return ir.Require(condition=condition, error=error, arguments=arguments)

    def branch(self, env: Env, depth: int, result: Kind) -> Any:
        """`if`, perhaps with an early end."""
        condition = self.expr(BOOL, env, depth)

        def side() -> tuple[Any, ...]:
            local = dict(env)
            made = self.statements(local, depth, result) if depth > 0 else ()
            end = self.draw(st.integers(0, 5))
            if end == 5:
                return (*made, ir.Return(value=self.expr(result, local, 1)))
            if end == 4 and self.careless:
                error, arguments = self.failure(local, 0)
                return (*made, ir.Fail(error=error, arguments=arguments))
            return made or (ir.Let(name=self.fresh(), value=ir.Const(value=1)),)

        return ir.If(condition=condition, then=side(), otherwise=side() if self.draw(st.booleans()) else ())

    def loop(self, env: Env, depth: int, result: Kind) -> Any:
        """`for`."""
        kind = self.pick((ITEM, MAKER, INT, STR))
        source = self.expr(("list", kind), env, max(depth, 0))
        name = self.fresh()
        local = {**env, name: kind}
        body = self.statements(local, depth, result) if depth > 0 else ()
        return ir.For(name=name, source=source, body=body or (ir.Let(name=self.fresh(), value=ir.Var(name=name)),))

    def cell_values(self, entity: str, names: Sequence[str], env: Env, depth: int) -> tuple[ir.Entry, ...]:
        """Values for cells; links by key, some of which lead nowhere."""

        def value(name: str) -> Any:
            kind = FIELDS[entity][name]
            if name in ("maker", "backup") and self.draw(st.integers(0, 3)):
                return ir.Const(value=self.pick(("a", "b")))
            if name == "code" and self.draw(st.booleans()):
                return ir.NextId(entity="Maker", prefix=ir.Const(value=self.pick(("m", ""))))
            return self.expr({MAKER: STR, ("opt", MAKER): ("opt", STR)}.get(kind, kind), env, depth)

        return tuple(ir.Entry(name=n, value=value(n)) for n in names)

    def insert(self, env: Env, depth: int, _: Kind) -> Any:
        """`insert`."""
        entity = self.pick(self.writes)
        cells = self.cell_values(entity, list(FIELDS[entity]), env, min(depth, 1))
        name = self.fresh() if self.draw(st.booleans()) else None
        if name:
            env[name] = ("row", entity)
        return ir.Insert(entity=entity, fields=cells, name=name)

    def update(self, env: Env, depth: int, _: Kind) -> Any:
        """`update`."""
        entity = self.pick(self.writes)
        row = self.expr(("row", entity), env, depth)
        free = [n for n in FIELDS[entity] if n not in self.keys[entity]]
        chosen = self.draw(st.lists(st.sampled_from(free), min_size=1, max_size=3, unique=True))
        cells = self.cell_values(entity, chosen, env, min(depth, 1))
        if isinstance(row, ir.Var):
            return ir.Update(entity=entity, row=row, fields=cells, name=row.name)
        return ir.Update(entity=entity, row=row, fields=cells)

    def delete(self, env: Env, depth: int, _: Kind) -> Any:
        """`delete`."""
        entity = self.pick(self.writes)
        return ir.Delete(entity=entity, row=self.expr(("row", entity), env, depth))
