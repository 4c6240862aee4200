"""The statements of a tool's body."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import lean_dataclass
from .expressions import Expr, Failure, RecordNode
from .node import Ident, Node
from .types import TypeNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class Let(Node):
    """`let name: T = value`; the value may be an `insert`."""

    name: Ident
    type: TypeNode | None
    value: Expr | Insert


@lean_dataclass(frozen=True, slots=True, eq=False)
class Require(Node):
    """`require condition else Error(...)`."""

    condition: Expr
    failure: Failure


@lean_dataclass(frozen=True, slots=True, eq=False)
class Fail(Node):
    """`fail Error(...)`."""

    failure: Failure


@lean_dataclass(frozen=True, slots=True, eq=False)
class Return(Node):
    """`return value`."""

    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Insert(Node):
    """`insert Entity { field: value }`."""

    entity: Ident
    record: RecordNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class Update(Node):
    """`update row { field: value }`; a plain variable stands for the new row afterwards."""

    row: Expr
    record: RecordNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class Delete(Node):
    """`delete row`."""

    row: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class If(Node):
    """`if c { ... } else { ... }`; an `else if` is an If alone in *otherwise*."""

    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class For(Node):
    """`for name in source { ... }`."""

    name: Ident
    source: Expr
    body: tuple[Statement, ...]


Statement: TypeAlias = Let | Require | Fail | Return | Insert | Update | Delete | If | For
