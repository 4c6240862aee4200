"""The reference evaluator: what the intermediate form means, as plainly as it can be said.

It is slow on purpose. It keeps its own state (nested dictionaries, copied whole) and its own provenance (a fact beside
each value), so that it shares nothing with the generated Python but the tree; property tests hold the two together.
The compiler runs plans and tests on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any, TypeAlias

from ..cells import cell_validator, links, naming
from ..errors import CallError
from ..externs import Externs
from ..facts import CellFact, ValueFact, key_text
from ..ir import expressions as ir
from ..ir.tools import Tool, ToolModule
from ..jsontext import canonical
from .builtins import REFERENCE, in_words
from .changes import Changes, ConstraintViolation, State
from .held import Held, RowValue, bare, check_finite, facts_of, hold, marked, same, unhold

_Row: TypeAlias = dict[str, Held]
"""What the variables of a query stand for at one time."""


class DeclaredFailure(Exception):
    """A declared error, on its way out of a tool."""

    def __init__(self, error: str, message: str) -> None:
        """Keep the error's name and its message."""
        super().__init__(message)
        self.error = error
        self.message = message


class _Returned(Exception):
    def __init__(self, value: Held) -> None:
        self.value = value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call did: a result with its facts, or an error."""

    result: Held | None = None
    writes: frozenset[str] = frozenset()
    error: str | None = None
    message: str = ""

    @property
    def value(self) -> Any:
        """The result as plain JSON values."""
        return unhold(self.result) if self.result else None

    @property
    def facts(self) -> frozenset[CellFact | ValueFact]:
        """The facts that the result shows."""
        return frozenset(facts_of(self.result)) if self.result else frozenset()


@dataclass
class Evaluator:
    """One world in which calls are made one after the other."""

    module: ToolModule
    state: State
    steps: int = 0
    """Steps that the last call took; `toolwright.dsl.cost` says what a step is and tells the most beforehand."""
    _core: Tool | None = None

    def __post_init__(self) -> None:
        """Index the module by name."""
        self._tools = {tool.name: tool for tool in self.module.tools}
        self._entities = {entity.name: entity for entity in self.module.entities}
        self._functions = {function.name: function for function in self.module.functions}
        self._externs = Externs(self.module.externs).opened()
        self._errors = {error.name: error for error in self.module.errors}
        self._changes = Changes(self.state, self._entities)

    # -------------------------------------------------------------- calls

    def call(self, name: str, arguments: Mapping[str, Any]) -> Outcome:
        """Run a tool on plain, valid arguments; a call that fails leaves the state as it was.

        Raises ConstraintViolation, ZeroDivisionError and other exceptions for a tool that breaks the world's rules;
        the state is then as before, too.
        """
        tool = self._tools[name]
        before = {entity: dict(rows) for entity, rows in self.state.items()}
        self._changes, self.steps = Changes(self.state, self._entities), 1
        values = {p.name: arguments.get(p.name, p.default) for p in tool.params}
        try:
            if tool.core is None:
                result = self._run_core(tool, {n: hold(v) for n, v in values.items()})
            else:
                self._core = tool
                result = self._body(tool.body, {n: hold(v) for n, v in values.items()})
            check_finite(result)
            self._commit()
        except DeclaredFailure as failure:
            self.state = before
            return Outcome(error=failure.error, message=failure.message)
        except BaseException:
            self.state = before
            raise
        return Outcome(result, frozenset(self._changes.writes))

    def _run_core(self, tool: Tool, values: dict[str, Held]) -> Held:
        params = tool.core.params if tool.core else tool.params
        body = tool.core.body if tool.core else tool.body
        given = {n: unhold(v) for n, v in values.items()}
        named = {p.name: given[p.name] for p in params if p.required or not same(given[p.name], p.default)}
        return marked(self._body(body, values), tool.origin, canonical(named))

    def _body(self, body: Sequence[Any], env: dict[str, Held]) -> Held:
        try:
            self._run(body, env)
        except _Returned as returned:
            return returned.value
        raise ConstraintViolation("the tool ended without a result")

    def _commit(self) -> None:
        """Hold the whole world to its types, links and checks."""
        for entity in self.module.entities if self._changes.writes else ():
            validate = cell_validator(entity, self._entities)
            for key, cells in self.state[entity.name].items():
                if isinstance(validate(cells), CallError):
                    raise ConstraintViolation(f"a value of {entity.name} does not fit its field")
                row = Held(RowValue(entity.name, key, cells))
                self.steps += bool(entity.checks)
                if not all(self.expr(check, {"row": row}).value for check in entity.checks):
                    raise ConstraintViolation(f"a check of {entity.name} does not hold")
                for name, target in links(entity):
                    if cells[name] is not None and cells[name] not in self.state[target]:
                        raise ConstraintViolation(f"{entity.name}.{name} leads nowhere")

    # -------------------------------------------------------------- statements

    def _run(self, body: Sequence[Any], env: dict[str, Held]) -> None:
        for statement in body:
            self._statement(statement, env)

    def _statement(self, s: Any, env: dict[str, Held]) -> None:
        match s:
            case ir.Let():
                env[s.name] = self.expr(s.value, env)
            case ir.Require():
                if not self.expr(s.condition, env).value:
                    self._fail(s.error, s.arguments, env)
            case ir.Fail():
                self._fail(s.error, s.arguments, env)
            case ir.Return():
                raise _Returned(self.expr(s.value, env))
            case ir.If():
                self._run(s.then if self.expr(s.condition, env).value else s.otherwise, env)
            case ir.For():
                for value in list(self.expr(s.source, env).value):
                    self.steps += 1
                    env[s.name] = value
                    self._run(s.body, env)
            case ir.Insert():
                row = self._changes.insert(s.entity, self._entries(s.fields, env))
                if s.name:
                    env[s.name] = Held(row)
            case ir.Update():
                row = self._changes.update(self.expr(s.row, env).value, self._entries(s.fields, env))
                if s.name:
                    env[s.name] = Held(row)
            case ir.Delete():
                self._changes.delete(self.expr(s.row, env).value)

    def _entries(self, entries: Sequence[ir.Entry], env: dict[str, Held]) -> dict[str, Any]:
        return {entry.name: unhold(self.expr(entry.value, env)) for entry in entries}

    def _fail(self, error: str, arguments: Sequence[ir.Entry], env: dict[str, Held]) -> None:
        given = {entry.name: self.expr(entry.value, env) for entry in arguments}
        raise DeclaredFailure(error, str(self.expr(self._errors[error].message, given).value))

    # -------------------------------------------------------------- expressions

    def expr(self, e: Any, env: Mapping[str, Held]) -> Held:
        """The value of an expression under *env*."""
        match e:
            case ir.Const():
                return Held(e.value)
            case ir.Var():
                return env[e.name]
            case ir.ListOf():
                return Held([self.expr(item, env) for item in e.items])
            case ir.RecordOf():
                return Held({entry.name: self.expr(entry.value, env) for entry in e.fields})
            case ir.MapOf():
                return Held({entry.key: self.expr(entry.value, env) for entry in e.entries})
            case ir.Get():
                record = self.expr(e.value, env)
                return Held(None) if record.value is None and e.safe else record.value[e.name]
            case ir.Cell():
                return self._cell(self.expr(e.row, env), e)
            case ir.Rows():
                self.steps += len(self.state[e.entity])
                return Held([Held(RowValue(e.entity, k, dict(c))) for k, c in self.state[e.entity].items()])
            case ir.Find():
                parts = tuple(self.expr(part, env).value for part in e.key)
                return self._row(e.entity, parts[0] if len(parts) == 1 else parts)
            case ir.Follow():
                key = self.expr(e.key, env)
                if key.value is not None and key.value not in self.state[e.entity]:
                    raise ConstraintViolation(f"a link to {e.entity} leads nowhere")
                return self._row(e.entity, key.value, key.fact)
            case ir.Item():
                items, position = self.expr(e.value, env).value, self.expr(e.position, env).value
                return items[position] if 0 <= position < len(items) else Held(None)
            case ir.At():
                entries, key = self.expr(e.value, env).value, self.expr(e.key, env).value
                return entries[key] if key in entries else Held(None)
            case ir.Binary():
                return self._binary(e, env)
            case ir.Not():
                return Held(not self.expr(e.value, env).value)
            case ir.Neg():
                return Held(-self.expr(e.value, env).value)
            case ir.Coalesce():
                left = self.expr(e.left, env)
                return self.expr(e.right, env) if left.value is None else left
            case ir.Choose():
                return self.expr(e.then if self.expr(e.condition, env).value else e.otherwise, env)
            case ir.OrFail():
                value = self.expr(e.value, env)
                if value.value is None:
                    self._fail(e.error, e.arguments, dict(env))
                return value
            case ir.Text():
                return Held("".join(self._part(part, env) for part in e.parts))
            case ir.Query():
                return self._query(e, env)
            case ir.Builtin():
                last_first = e.name in _LAST_FIRST
                arguments = [self.expr(a, env) for a in (reversed(e.arguments) if last_first else e.arguments)]
                self.steps += sum(map(_length, arguments))
                return REFERENCE[e.name](*(reversed(arguments) if last_first else arguments))
            case ir.Apply():
                self.steps += 1
                function = self._functions[e.function]
                given = [self.expr(argument, env) for argument in e.arguments]
                return self.expr(function.value, dict(zip((p.name for p in function.params), given, strict=True)))
            case ir.ApplyExtern():
                self.steps += 1
                return hold(self._externs.call(e.function, [unhold(self.expr(a, env)) for a in e.arguments]))
            case ir.Core():
                assert self._core is not None
                return self._run_core(self._core, {entry.name: self.expr(entry.value, env) for entry in e.arguments})
            case ir.NextId():
                self.steps += len(self.state[e.entity])
                prefix = self.expr(e.prefix, env).value
                tails = [str(k)[len(prefix) :] for k in self.state[e.entity] if str(k).startswith(prefix)]
                numbers = [int(tail) for tail in tails if tail.isascii() and tail.isdigit()]
                return Held(f"{prefix}{max([0, *numbers]) + 1}")
        raise TypeError(f"not an expression: {type(e).__name__}")

    def _cell(self, row: Held, e: ir.Cell) -> Held:
        if row.value is None and e.safe:
            return Held(None)
        value = hold(row.value.cells[e.field])
        if value.value is None:
            return value
        fact = CellFact(e.entity, key_text(row.value.key), e.field)
        names = isinstance(value.value, str | int) and not isinstance(value.value, bool)
        shows_link = names and e.field in naming(self._entities[e.entity])
        return Held(value.value, fact, row.value.link if shows_link else None)

    def _row(self, entity: str, key: Any, link: CellFact | ValueFact | None = None) -> Held:
        cells = self.state[entity].get(key)
        return Held(None) if cells is None else Held(RowValue(entity, key, dict(cells), link))

    def _part(self, part: str | ir.Hole, env: Mapping[str, Held]) -> str:
        if isinstance(part, str):
            return part
        value = self.expr(part.value, env).value
        return format(value, part.format) if part.format else in_words(value)

    def _binary(self, e: ir.Binary, env: Mapping[str, Held]) -> Held:
        left = self.expr(e.left, env)
        if e.operator == "and":
            return Held(bool(left.value and self.expr(e.right, env).value))
        if e.operator == "or":
            return Held(bool(left.value or self.expr(e.right, env).value))
        right = self.expr(e.right, env)
        if e.operator in ("in", "not_in"):
            self.steps += _length(right)
        elif e.operator in ("eq", "ne"):
            self.steps += min(_length(left), _length(right))
        if e.operator == "add" and isinstance(left.value, list):
            self.steps += _length(left) + _length(right)
            return Held([*left.value, *right.value])
        return Held(_OPERATORS[e.operator](bare(left), bare(right)))

    def _query(self, query: ir.Query, env: Mapping[str, Held]) -> Held:
        # Row by row through `for` and `if`, so that which of two failing rows fails first is settled.
        rows: Iterator[_Row] = iter([dict(env)])
        for clause in query.clauses:
            match clause:
                case ir.ForEach():
                    rows = self._each(rows, clause)
                case ir.Where():
                    rows = self._where(rows, clause)
                case ir.SortBy():
                    rows = iter(self._sorted(list(rows), clause))
                case ir.Take():
                    rows = iter(list(rows)[: max(0, self.expr(clause.count, env).value)])
                case ir.Skip():
                    rows = iter(list(rows)[max(0, self.expr(clause.count, env).value) :])
                case ir.GroupBy():
                    rows = iter(self._grouped(rows, clause, env))
        return Held([self.expr(query.item, row) for row in rows])

    def _each(self, rows: Iterator[_Row], clause: ir.ForEach) -> Iterator[_Row]:
        for row in rows:
            for value in self.expr(clause.source, row).value:
                self.steps += 1
                yield {**row, clause.name: value}

    def _where(self, rows: Iterator[_Row], clause: ir.Where) -> Iterator[_Row]:
        return (row for row in rows if self.expr(clause.condition, row).value)

    def _sorted(self, rows: list[_Row], clause: ir.SortBy) -> list[_Row]:
        self.steps += len(rows) * math.ceil(math.log2(len(rows) + 1))
        keyed = [([self.expr(key.value, row).value for key in clause.keys], row) for row in rows]

        def compare(a: tuple[list[Any], _Row], b: tuple[list[Any], _Row]) -> int:
            for key, x, y in zip(clause.keys, a[0], b[0], strict=True):
                if x != y:
                    return -1 if (x < y) != key.descending else 1
            return 0

        return [row for _, row in sorted(keyed, key=cmp_to_key(compare))]

    def _grouped(self, rows: Iterator[_Row], clause: ir.GroupBy, env: Mapping[str, Held]) -> list[_Row]:
        groups: list[tuple[Held, list[_Row]]] = []
        for row in rows:
            self.steps += 1
            key = self.expr(clause.key, row)
            for known, members in groups:
                if same(known.value, key.value):
                    members.append(row)
                    break
            else:
                groups.append((key, [row]))
        return [
            {**env, **{v: Held([row[v] for row in members]) for v in clause.variables}, clause.name: key}
            for key, members in groups
        ]


def _length(held: Held) -> int:
    """How many items a list or a map has; 0 for anything else."""
    return len(held.value) if isinstance(held.value, list | dict) else 0


_LAST_FIRST = {"contains", "join"}
"""Builtins whose last argument is computed first: it stands first in Python (`part in whole`, `", ".join(items)`)."""

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not_in": lambda a, b: a not in b,
}
