"""The most work that one call can take, told from the intermediate form before anything runs.

A body is run over sizes (`sizes`) in the place of values. Steps are what the reference evaluator counts, so both change
together; `characters` is all else whose time hangs on how large values are: texts written, values compared and shown.
What has no bound, or none that can be told, is refused by `sizes.UnboundedError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import expressions as ir
from ..tools import Tool
from .expressions import Expressions
from .growth import Found
from .operators import NONE, Work
from .sizes import NOTHING, Size, UnboundedError, clamped, element, iterations, joined, shown, size_of, size_of_value
from .state import Env, Tables, joined_env, joined_tables


@dataclass(slots=True)
class Estimate(Expressions):
    """Runs the bodies of one module over sizes; *tables* grow by what is written."""

    _returned: Size = NOTHING

    # -------------------------------------------------------------- calls

    def call(self, tool: Tool) -> Found:
        """What one call of *tool* takes, and how large its result is. Raises UnboundedError."""
        self.tool, self.looks = tool, 0
        env = {p.name: joined(size_of(p.value, self.usual), size_of_value(p.default)) for p in tool.params}
        work, result = self.body(tool.body, env)
        sent = sum(size.weight for size in env.values())
        total = Work(1, sent + shown(result) + result.weight) + work
        return total + self.checks() if tool.writes else total, result

    def episode(self, rounds: float) -> None:
        """Let every tool that writes be called *rounds* times. Raises UnboundedError."""
        writing = [tool for tool in self.module.tools if tool.writes]

        def turn() -> Work:
            for tool in writing:
                self.call(tool)
                if not self.uncapped:
                    self.settle(self._clamped())
            return NONE

        if writing:
            self.around(rounds, turn, {})

    def _clamped(self) -> Tables:
        """The tables as the end of a call leaves them: a cell that does not fit its field undoes the call."""
        types = {entity.name: {field.name: field.value for field in entity.fields} for entity in self.module.entities}
        cells = {
            entity: {name: clamped(size, types[entity][name]) for name, size in held.items() if name in types[entity]}
            for entity, held in self.tables.cells.items()
            if entity in types
        }
        return Tables(self.tables.rows, cells)

    def expression(self, expression: ir.Expr, env: Mapping[str, Size]) -> Found:
        """What a goal, an answer or a check takes, and how large it is. Raises UnboundedError."""
        self.looks = 0
        return self.expr(expression, dict(env))

    def checks(self) -> Work:
        """What holding the world to its checks takes after a write."""
        total = NONE
        for entity in self.module.entities:
            if entity.checks:
                rows = self.tables.rows.get(entity.name, 0.0)
                env = {"row": self.row_of(entity.name)}
                one = sum((self.expr(check, env)[0] for check in entity.checks), Work(1))
                total += one.repeated(rows)
        return total

    def body(self, body: Sequence[Any], env: Env) -> Found:
        before, self._returned = self._returned, NOTHING
        work = self._block(body, env)
        result, self._returned = self._returned, before
        return work, result

    # -------------------------------------------------------------- statements

    def _block(self, body: Sequence[Any], env: Env) -> Work:
        total = NONE
        for statement in body:
            total += self._statement(statement, env)
        return total

    def _statement(self, s: Any, env: Env) -> Work:
        match s:
            case ir.Let():
                work, env[s.name] = self.expr(s.value, env)
                return work
            case ir.Require():
                return self.expr(s.condition, env)[0] + self.failure(s.error, s.arguments, env)
            case ir.Fail():
                return self.failure(s.error, s.arguments, env)
            case ir.Return():
                work, size = self.expr(s.value, env)
                self._returned = joined(self._returned, size)
                return work
            case ir.If():
                return self._branches(s, env)
            case ir.For():
                work, size = self.expr(s.source, env)

                def turn() -> Work:
                    env[s.name] = element(size)
                    return Work(1) + self._block(s.body, env)

                return work + self.around(iterations(size), turn, env)
            case ir.Insert():
                work = self._write(s.entity, s.fields, env)
                self.grow({s.entity: self.tables.rows.get(s.entity, 0.0) + 1})
                if s.name:
                    env[s.name] = self.row_of(s.entity)
                return work
            case ir.Update():
                work = self.expr(s.row, env)[0] + self._write(s.entity, s.fields, env)
                if s.name:
                    env[s.name] = self.row_of(s.entity)
                return work
            case ir.Delete():
                # Every table that may lead to the row is looked through.
                return self.expr(s.row, env)[0] + Work(0, sum(self.tables.rows.values()))
        raise UnboundedError(f"it holds a statement that is not known: {type(s).__name__}")

    def _branches(self, s: ir.If, env: Env) -> Work:
        work = self.expr(s.condition, env)[0]
        before, other = self.tables.copy(), dict(env)
        one = self._block(s.then, env)
        after = self.tables
        self.settle(before)
        two = self._block(s.otherwise, other)
        self.settle(joined_tables(self.tables, after))
        env.update(joined_env(env, other))
        return work + one.worst(two)

    def _write(self, entity: str, fields: Sequence[ir.Entry], env: Env) -> Work:
        total = NONE
        cells = self.tables.cells.setdefault(entity, {})
        for entry in fields:
            work, size = self.expr(entry.value, env)
            total += work + Work(0, size.weight)
            both = joined(cells.get(entry.name, NOTHING), size)
            if both is not cells.get(entry.name):
                cells[entry.name] = both
                self._rows.pop(entity, None)
                self.known.clear()
                self.changes += 1
        return total
