"""The most work that one call can take, told from the intermediate form before anything runs.

A body is run over sizes (`sizes`) in the place of values. Steps are what the reference evaluator counts, so both change
together; `characters` is all else whose time hangs on how large values are: texts written, values compared and shown.
A loop that makes something larger each time around is run twice, and its growth drawn out to its end; that this is
enough is then checked there, which holds for all turns between because nothing grows slower than evenly
(`_Estimate.around`). What has no bound, or none that can be told, is refused by `sizes.UnboundedError`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from .. import expressions as ir
from ..tools import Tool, ToolModule
from .builtins import builtin_size
from .operators import NONE, Work, binary
from .sizes import (
    NOTHING,
    TRUTH,
    Size,
    UnboundedError,
    Usual,
    clamped,
    element,
    field_of,
    held,
    inside,
    iterations,
    joined,
    joined_all,
    many,
    parts,
    shown,
    size_of,
    size_of_value,
    text,
    times,
)
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

MAX_LOOKS: Final = 300_000
"""Nodes that the estimate of one tool looks at; a body that needs more is taken to have no bound."""


Found: TypeAlias = tuple[Work, Size]


@dataclass(slots=True)
class Estimate:
    """Runs the bodies of one module over sizes; *tables* grow by what is written."""

    module: ToolModule
    tables: Tables
    usual: Usual
    looks: int = 0
    _returned: Size = NOTHING
    _tool: Tool | None = None
    _growing: bool = False
    _changes: int = 0
    _known: dict[tuple[str, tuple[Size, ...]], Found] = field(default_factory=dict)
    _rows: dict[str, Size] = field(default_factory=dict)

    # -------------------------------------------------------------- calls

    def call(self, tool: Tool) -> Found:
        """What one call of *tool* takes, and how large its result is. Raises UnboundedError."""
        self._tool, self.looks = tool, 0
        env = {p.name: joined(size_of(p.value, self.usual), size_of_value(p.default)) for p in tool.params}
        work, result = self._body(tool.body, env)
        sent = sum(size.weight for size in env.values())
        total = Work(1, sent + shown(result) + result.weight) + work
        return total + self.checks() if tool.writes else total, result

    def episode(self, rounds: float) -> None:
        """Let every tool that writes be called *rounds* times. Raises UnboundedError."""
        writing = [tool for tool in self.module.tools if tool.writes]

        def turn() -> Work:
            for tool in writing:
                self.call(tool)
                if not self._growing:
                    self._set(self._clamped())
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
        return self._expr(expression, dict(env))

    def checks(self) -> Work:
        """What holding the world to its checks takes after a write."""
        total = NONE
        for entity in self.module.entities:
            if entity.checks:
                rows = self.tables.rows.get(entity.name, 0.0)
                env = {"row": self.row_of(entity.name)}
                one = sum((self._expr(check, env)[0] for check in entity.checks), Work(1))
                total += one.repeated(rows)
        return total

    def row_of(self, entity: str) -> Size:
        """A row as it is now."""
        if entity not in self._rows:
            self._rows[entity] = parts(self.tables.cells.get(entity, {}).items(), row=True)
        return self._rows[entity]

    def _body(self, body: Sequence[Any], env: Env) -> Found:
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
                work, env[s.name] = self._expr(s.value, env)
                return work
            case ir.Require():
                return self._expr(s.condition, env)[0] + self._failure(s.error, s.arguments, env)
            case ir.Fail():
                return self._failure(s.error, s.arguments, env)
            case ir.Return():
                work, size = self._expr(s.value, env)
                self._returned = joined(self._returned, size)
                return work
            case ir.If():
                return self._branches(s, env)
            case ir.For():
                work, size = self._expr(s.source, env)

                def turn() -> Work:
                    env[s.name] = element(size)
                    return Work(1) + self._block(s.body, env)

                return work + self.around(iterations(size), turn, env)
            case ir.Insert():
                work = self._write(s.entity, s.fields, env)
                self._grown({s.entity: self.tables.rows.get(s.entity, 0.0) + 1})
                if s.name:
                    env[s.name] = self.row_of(s.entity)
                return work
            case ir.Update():
                work = self._expr(s.row, env)[0] + self._write(s.entity, s.fields, env)
                if s.name:
                    env[s.name] = self.row_of(s.entity)
                return work
            case ir.Delete():
                # Every table that may lead to the row is looked through.
                return self._expr(s.row, env)[0] + Work(0, sum(self.tables.rows.values()))
        raise UnboundedError(f"it holds a statement that is not known: {type(s).__name__}")

    def _branches(self, s: ir.If, env: Env) -> Work:
        work = self._expr(s.condition, env)[0]
        before, other = self.tables.copy(), dict(env)
        one = self._block(s.then, env)
        after = self.tables
        self._set(before)
        two = self._block(s.otherwise, other)
        self._set(joined_tables(self.tables, after))
        env.update(joined_env(env, other))
        return work + one.worst(two)

    def around(self, count: float, turn: Callable[[], Work], env: Env) -> Work:
        """*turn* so many times, each of which may make variables and tables larger for the next."""
        if not count:
            return NONE
        start, seen = self._state(env), self._changes
        work = turn()
        after = self._keep(env, start)
        if count <= 1:
            return work
        if seen == self._changes and same_env(start[0], after[0]):
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
            self._set(widened_tables(start[1], after[1]))
            return self._drawn_out(count, turn, env, self._state(env))

    def _drawn_out(self, count: float, turn: Callable[[], Work], env: Env, start: State) -> Work:
        """*turn* so many times from *start*, where each makes something larger by as much as the first."""
        growing, self._growing = self._growing, True
        self._known.clear()
        turn()
        after = self._keep(env, start)
        last = drawn_out(start, after, count)
        env.update(last[0])
        self._set(last[1].copy())
        work = turn()
        if not holds(drawn_out(start, after, count + 1), self._keep(env, last)):
            raise UnboundedError("something grows by more each time around a loop, or from call to call")
        self._growing = growing
        self._known.clear()
        return work.repeated(count)

    def _state(self, env: Env) -> State:
        return dict(env), self.tables.copy()

    def _keep(self, env: Env, start: State) -> State:
        """The state now, or as it was at *start*: a loop need not go around once more."""
        env.update(joined_env(start[0], env))
        self._set(joined_tables(start[1], self.tables))
        return self._state(env)

    def _set(self, tables: Tables) -> None:
        self.tables = tables
        self._rows.clear()
        self._known.clear()

    def _grown(self, rows: Mapping[str, float]) -> None:
        self.tables.rows.update(rows)
        self._known.clear()
        self._changes += 1

    def _write(self, entity: str, fields: Sequence[ir.Entry], env: Env) -> Work:
        total = NONE
        cells = self.tables.cells.setdefault(entity, {})
        for entry in fields:
            work, size = self._expr(entry.value, env)
            total += work + Work(0, size.weight)
            both = joined(cells.get(entry.name, NOTHING), size)
            if both is not cells.get(entry.name):
                cells[entry.name] = both
                self._rows.pop(entity, None)
                self._known.clear()
                self._changes += 1
        return total

    def _failure(self, error: str, arguments: Sequence[ir.Entry], env: Env) -> Work:
        declared = next((each for each in self.module.errors if each.name == error), None)
        given = {entry.name: self._expr(entry.value, env) for entry in arguments}
        total = sum((work for work, _ in given.values()), NONE)
        if declared is None:
            return total
        work, size = self._expr(declared.message, {name: each for name, (_, each) in given.items()})
        return total + work + Work(0, shown(size))

    # -------------------------------------------------------------- expressions

    def _expr(self, e: Any, env: Env) -> Found:
        self.looks += 1
        if self.looks > MAX_LOOKS:
            raise UnboundedError("it is too large to tell how long it takes")
        match e:
            case ir.Const():
                return NONE, size_of_value(e.value)
            case ir.Var():
                if e.name not in env:
                    raise UnboundedError(f"it uses {e.name} before it is bound")
                return NONE, env[e.name]
            case ir.ListOf():
                work, sizes = self._all(e.items, env)
                weight = 1 + sum(size.weight for size in sizes)
                return work, many(float(len(sizes)), joined_all(sizes), weight=weight)
            case ir.RecordOf():
                work, sizes = self._all((entry.value for entry in e.fields), env)
                return work, parts(zip((entry.name for entry in e.fields), sizes, strict=True))
            case ir.MapOf():
                work, sizes = self._all((entry.value for entry in e.entries), env)
                key = max((float(len(entry.key)) for entry in e.entries), default=0.0)
                return work, many(float(len(sizes)), joined_all(sizes), key)
            case ir.Get():
                work, size = self._expr(e.value, env)
                return work, field_of(size, e.name)
            case ir.Cell():
                work, size = self._expr(e.row, env)
                return work, field_of(size, e.field)
            case ir.Rows():
                count = self.tables.rows.get(e.entity, 0.0)
                return Work(count), many(count, self.row_of(e.entity))
            case ir.Find():
                return self._all(e.key, env)[0], self.row_of(e.entity)
            case ir.Follow():
                return self._expr(e.key, env)[0], self.row_of(e.entity)
            case ir.Item() | ir.At():
                position = e.position if isinstance(e, ir.Item) else e.key
                work, sizes = self._all((e.value, position), env)
                return work + Work(0, sizes[1].weight), inside(sizes[0])
            case ir.Binary():
                (one, left), (two, right) = self._expr(e.left, env), self._expr(e.right, env)
                work, size = binary(e.operator, left, right)
                return one + two + work, size
            case ir.Not():
                return self._expr(e.value, env)[0], TRUTH
            case ir.Neg():
                return self._expr(e.value, env)
            case ir.Coalesce():
                (one, left), (two, right) = self._expr(e.left, env), self._expr(e.right, env)
                return one + two, joined(left, right)
            case ir.Choose():
                work = self._expr(e.condition, env)[0]
                (one, left), (two, right) = self._expr(e.then, env), self._expr(e.otherwise, env)
                return work + one.worst(two), joined(left, right)
            case ir.OrFail():
                work, size = self._expr(e.value, env)
                return work + self._failure(e.error, e.arguments, env), size
            case ir.Text():
                work, sizes = self._all((part.value for part in e.parts if isinstance(part, ir.Hole)), env)
                length = sum(len(part) for part in e.parts if isinstance(part, str)) + sum(map(shown, sizes))
                return work + Work(0, length), text(length)
            case ir.Query():
                return self._query(e, env)
            case ir.Builtin():
                work, sizes = self._all(e.arguments, env)
                characters, size = builtin_size(e.name, sizes, capped=not self._growing)
                return work + Work(sum(map(held, sizes)), characters), size
            case ir.Apply():
                return self._apply(e, env)
            case ir.ApplyExtern():
                return self._extern(e, env)
            case ir.Core():
                return self._core(e, env)
            case ir.NextId():
                work, size = self._expr(e.prefix, env)
                count = self.tables.rows.get(e.entity, 0.0)
                return work + Work(count, times(count, size.text)), text(size.text + 25)
        raise UnboundedError(f"it holds an expression that is not known: {type(e).__name__}")

    def _all(self, expressions: Iterable[Any], env: Env) -> tuple[Work, list[Size]]:
        found = [self._expr(each, env) for each in expressions]
        return sum((work for work, _ in found), NONE), [size for _, size in found]

    def _apply(self, e: ir.Apply, env: Env) -> Found:
        work, sizes = self._all(e.arguments, env)
        function = next((each for each in self.module.functions if each.name == e.function), None)
        if function is None or len(function.params) != len(sizes):
            raise UnboundedError(f"it calls {e.function}, which is not there")
        key = (function.name, tuple(sizes))
        if key not in self._known:
            given = dict(zip((p.name for p in function.params), sizes, strict=True))
            inner, size = self._expr(function.value, given)
            self._known[key] = Work(1) + inner, size
        once, size = self._known[key]
        return work + once, size

    def _extern(self, e: ir.ApplyExtern, env: Env) -> Found:
        """Besides its arguments one step: what the function itself does has limits of its own, in the sandbox."""
        work, sizes = self._all(e.arguments, env)
        extern = next((each for each in self.module.externs if each.name == e.function), None)
        if extern is None:
            raise UnboundedError(f"it calls {e.function}, which is not there")
        result = size_of(extern.result, self.usual)
        return work + Work(1, sum(size.weight for size in sizes) + result.weight), result

    def _core(self, e: ir.Core, env: Env) -> Found:
        if self._tool is None or self._tool.core is None:
            raise UnboundedError("it calls a base tool that is not there")
        work, sizes = self._all((entry.value for entry in e.arguments), env)
        given = dict(zip((entry.name for entry in e.arguments), sizes, strict=True))
        tool, self._tool = self._tool, None  # a base tool has none of its own
        inner, result = self._body(tool.core.body if tool.core else (), given)
        self._tool = tool
        sent = sum(size.weight for size in sizes)
        return work + inner + Work(0, sent + result.weight), result

    # -------------------------------------------------------------- queries

    def _query(self, query: ir.Query, env: Env) -> Found:
        inner, count, total = dict(env), 1.0, NONE

        def each(expression: Any) -> Found:
            """*expression* for each of the rows that there are by now."""
            found: list[Size] = [NOTHING]

            def turn() -> Work:
                work, found[0] = self._expr(expression, inner)
                return work

            return self.around(count, turn, {}), found[0]

        for clause in query.clauses:
            match clause:
                case ir.ForEach():
                    work, size = each(clause.source)
                    count = times(count, iterations(size))
                    total += work + Work(count)
                    inner[clause.name] = element(size)
                case ir.Where():
                    total += each(clause.condition)[0]
                case ir.GroupBy():
                    work, size = each(clause.key)
                    total += work + Work(count, times(count, size.weight))
                    grouped = {name: many(count, inner.get(name, NOTHING)) for name in clause.variables}
                    inner = {**env, **grouped, clause.name: size}
                case ir.SortBy():
                    rounds = times(count, math.ceil(math.log2(count + 1)))
                    for key in clause.keys:
                        work, key_size = each(key.value)
                        total += work + Work(0, times(rounds, key_size.weight))
                    total += Work(rounds)
                case ir.Take():
                    work, size = self._expr(clause.count, env)
                    total += work
                    count = count if self._growing else min(count, size.most)
                case ir.Skip():
                    total += self._expr(clause.count, env)[0]
        work, size = each(query.item)
        return total + work, many(count, size)
