"""One parameter that a tool could be given, and short ways to write the trees that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.ir.types import BoolType, OptionalType, Type


class Stage(IntEnum):
    """Where a change stands among the others of a tool; each may need what a later one takes away."""

    FILTER = 0
    DISTINCT = 1
    SORT = 2
    REVERSE = 3
    OFFSET = 4
    LIMIT = 5
    MISSING = 6
    UNIT = 7
    ROUND = 8
    TEXT = 9
    SHAPE = 10
    ECHO = 11


def same(type_: Type) -> Type:
    """The type as it is."""
    return type_


def present(type_: Type) -> Type:
    """The type of what is there where it is not null."""
    return type_.item if isinstance(type_, OptionalType) else type_


@dataclass(frozen=True)
class Candidate:
    """One parameter that a tool could be given. Left out, it does nothing."""

    kind: str
    """What it is for, in a word; a tool gets parameters of as many kinds as it can."""
    param: Param
    stage: Stage
    change: Callable[[Any], Any]
    """From the expression of the result so far to that of the new result, where the parameter is given."""
    trials: Callable[[Any], Iterable[Any]]
    """From a result to values of the parameter that could change it."""
    result: Callable[[Type], Type] = same
    """From the type of the result so far to that of the new one, whether the parameter is given or not."""

    @property
    def statement(self) -> Callable[[str], ir.If]:
        """From the name of the variable that holds the result to the statement that changes it."""
        given: Any = var(self.param.name)
        if self.param.value.type == "optional":
            given = binary("ne", given, const(None))
        return lambda name: ir.If(condition=given, then=(ir.Let(name=name, value=self.change(var(name))),))


def optional(name: str, type_: Type, doc: str) -> Param:
    """A parameter that is null where it is left out."""
    return Param(name=name, value=OptionalType(item=type_), doc=doc, required=False, default=None)


def switch(name: str, doc: str) -> Param:
    """A parameter that is false where it is left out."""
    return Param(name=name, value=BoolType(), doc=doc, required=False, default=False)


def var(name: str) -> Any:
    """A variable."""
    return ir.Var(name=name)


def const(value: Any) -> Any:
    """A constant."""
    return ir.Const(value=value)


def binary(operator: Any, left: Any, right: Any) -> Any:
    """An operation on two values."""
    return ir.Binary(operator=operator, left=left, right=right)


def call(name: str, *arguments: Any) -> Any:
    """A call of a builtin."""
    return ir.Builtin(name=name, arguments=arguments)


def get(record: Any, name: str) -> Any:
    """A field of a record."""
    return ir.Get(value=record, name=name)


def merged(record: Any, **fields: Any) -> Any:
    """*record* with other values of some fields."""
    more = ir.RecordOf(fields=tuple(ir.Entry(name=name, value=value) for name, value in fields.items()))
    return call("merge_records", record, more)


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
