"""What expressions take over sizes in the place of values, and how large what they give is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .. import expressions as ir
from ..tools import Tool
from .builtins import builtin_size
from .growth import Found, Growth
from .operators import NONE, Work, binary
from .queries import query_size
from .sizes import (
    TRUTH,
    Size,
    UnboundedError,
    field_of,
    held,
    inside,
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
from .state import Env

MAX_LOOKS: Final = 300_000
"""Nodes that the estimate of one tool looks at; a body that needs more is taken to have no bound."""


@dataclass(slots=True)
class Expressions(Growth, ABC):
    """Runs expressions over sizes."""

    looks: int = 0
    tool: Tool | None = None
    """The tool whose body is run, for the base tool in it."""

    @abstractmethod
    def body(self, body: Sequence[Any], env: Env) -> Found:
        """The work of statements, and how large what they return is."""

    def expr(self, e: Any, env: Env) -> Found:
        """What an expression takes, and how large its value is. Raises UnboundedError."""
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
                work, size = self.expr(e.value, env)
                return work, field_of(size, e.name)
            case ir.Cell():
                work, size = self.expr(e.row, env)
                return work, field_of(size, e.field)
            case ir.Rows():
                count = self.tables.rows.get(e.entity, 0.0)
                return Work(count), many(count, self.row_of(e.entity))
            case ir.Find():
                return self._all(e.key, env)[0], self.row_of(e.entity)
            case ir.Follow():
                return self.expr(e.key, env)[0], self.row_of(e.entity)
            case ir.Item() | ir.At():
                position = e.position if isinstance(e, ir.Item) else e.key
                work, sizes = self._all((e.value, position), env)
                return work + Work(0, sizes[1].weight), inside(sizes[0])
            case ir.Binary():
                (one, left), (two, right) = self.expr(e.left, env), self.expr(e.right, env)
                work, size = binary(e.operator, left, right)
                return one + two + work, size
            case ir.Not():
                return self.expr(e.value, env)[0], TRUTH
            case ir.Neg():
                return self.expr(e.value, env)
            case ir.Coalesce():
                (one, left), (two, right) = self.expr(e.left, env), self.expr(e.right, env)
                return one + two, joined(left, right)
            case ir.Choose():
                work = self.expr(e.condition, env)[0]
                (one, left), (two, right) = self.expr(e.then, env), self.expr(e.otherwise, env)
                return work + one.worst(two), joined(left, right)
            case ir.OrFail():
                work, size = self.expr(e.value, env)
                return work + self.failure(e.error, e.arguments, env), size
            case ir.Text():
                work, sizes = self._all((part.value for part in e.parts if isinstance(part, ir.Hole)), env)
                length = sum(len(part) for part in e.parts if isinstance(part, str)) + sum(map(shown, sizes))
                return work + Work(0, length), text(length)
            case ir.Query():
                return query_size(self, e, env)
            case ir.Builtin():
                work, sizes = self._all(e.arguments, env)
                characters, size = builtin_size(e.name, sizes, capped=not self.uncapped)
                return work + Work(sum(map(held, sizes)), characters), size
            case ir.Apply():
                return self._apply(e, env)
            case ir.ApplyExtern():
                return self._extern(e, env)
            case ir.Core():
                return self._core(e, env)
            case ir.NextId():
                work, size = self.expr(e.prefix, env)
                count = self.tables.rows.get(e.entity, 0.0)
                return work + Work(count, times(count, size.text)), text(size.text + 25)
        raise UnboundedError(f"it holds an expression that is not known: {type(e).__name__}")

    def _all(self, expressions: Iterable[Any], env: Env) -> tuple[Work, list[Size]]:
        found = [self.expr(each, env) for each in expressions]
        return sum((work for work, _ in found), NONE), [size for _, size in found]

    def _apply(self, e: ir.Apply, env: Env) -> Found:
        work, sizes = self._all(e.arguments, env)
        function = next((each for each in self.module.functions if each.name == e.function), None)
        if function is None or len(function.params) != len(sizes):
            raise UnboundedError(f"it calls {e.function}, which is not there")
        key = (function.name, self.uncapped, tuple(sizes))
        if key not in self.known:
            given = dict(zip((p.name for p in function.params), sizes, strict=True))
            inner, size = self.expr(function.value, given)
            self.known[key] = Work(1) + inner, size
        once, size = self.known[key]
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
        if self.tool is None or self.tool.core is None:
            raise UnboundedError("it calls a base tool that is not there")
        work, sizes = self._all((entry.value for entry in e.arguments), env)
        given = dict(zip((entry.name for entry in e.arguments), sizes, strict=True))
        tool, self.tool = self.tool, None  # a base tool has none of its own
        inner, result = self.body(tool.core.body if tool.core else (), given)
        self.tool = tool
        sent = sum(size.weight for size in sizes)
        return work + inner + Work(0, sent + result.weight), result

    def failure(self, error: str, arguments: Sequence[ir.Entry], env: Env) -> Work:
        """What failing with an error takes."""
        declared = next((each for each in self.module.errors if each.name == error), None)
        given = {entry.name: self.expr(entry.value, env) for entry in arguments}
        total = sum((work for work, _ in given.values()), NONE)
        if declared is None:
            return total
        work, size = self.expr(declared.message, {name: each for name, (_, each) in given.items()})
        return total + work + Work(0, shown(size))
