"""Expressions: values, paths, calls, operators and queries."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import lean_dataclass
from .node import Ident, Node


@lean_dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    """A number, a string, true, false or null."""

    value: int | float | str | bool | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class Name(Node):
    """A name used as a value."""

    id: str


@lean_dataclass(frozen=True, slots=True, eq=False)
class Hole(Node):
    """`{expr:format}` in a template; *format* is None or one of the checked format specs."""

    value: Expr
    format: str | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class Template(Node):
    """`$"There is no {what} called {name}."`."""

    parts: tuple[str | Hole, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class ListNode(Node):
    """`[a, b]`."""

    items: tuple[Expr, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Entry(Node):
    """`name: value` in a record, or `"any text": value` in a map."""

    name: Ident
    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class RecordNode(Node):
    """`{ city: c.name, code: c.code }`: a record, or a map where one is asked for."""

    entries: tuple[Entry, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Attribute(Node):
    """`value.name`, or `value?.name` when *safe*."""

    value: Expr
    name: Ident
    safe: bool


@lean_dataclass(frozen=True, slots=True, eq=False)
class Index(Node):
    """`City[id]`, `OrderLine[order, product]`, `items[0]`; null where nothing is found."""

    value: Expr
    keys: tuple[Expr, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Arg(Node):
    """One argument, positional when *name* is None."""

    name: Ident | None
    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """`first(xs)`; *function* names a builtin, a `fn` or (in tests) a tool."""

    function: Ident
    args: tuple[Arg, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Unary(Node):
    """*operator* is `-` or `not`."""

    operator: str
    operand: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Binary(Node):
    """*operator* is one of `+ - * / // % == != < <= > >= in`, `not in`, `and`, `or`, `??`."""

    operator: str
    left: Expr
    right: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class IfExpr(Node):
    """`if c then a else b`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Failure(Node):
    """`NotFound("city", name)`: an error with its arguments."""

    error: Ident
    args: tuple[Arg, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class OrFail(Node):
    """`value ?? fail NotFound(...)`."""

    value: Expr
    failure: Failure


@lean_dataclass(frozen=True, slots=True, eq=False)
class ForClause(Node):
    """`for name in source`."""

    name: Ident
    source: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class IfClause(Node):
    """`if condition`."""

    condition: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class GroupClause(Node):
    """`group by key as name`: afterwards every earlier variable stands for the list of its rows in the group."""

    key: Expr
    name: Ident


@lean_dataclass(frozen=True, slots=True, eq=False)
class SortKey(Node):
    """One key of a sort."""

    value: Expr
    descending: bool


@lean_dataclass(frozen=True, slots=True, eq=False)
class SortClause(Node):
    """`sort by a desc, b`; the sort is stable."""

    keys: tuple[SortKey, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class TakeClause(Node):
    """`take n`."""

    count: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class SkipClause(Node):
    """`skip n`."""

    count: Expr


Clause: TypeAlias = ForClause | IfClause | GroupClause | SortClause | TakeClause | SkipClause


@lean_dataclass(frozen=True, slots=True, eq=False)
class Query(Node):
    """`[item for x in xs if c sort by k take n]`; the first clause is a `for`."""

    item: Expr
    clauses: tuple[Clause, ...]


Expr: TypeAlias = (
    Literal
    | Name
    | Template
    | ListNode
    | RecordNode
    | Attribute
    | Index
    | Call
    | Unary
    | Binary
    | IfExpr
    | OrFail
    | Query
)
