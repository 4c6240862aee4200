"""Expressions and statements of the intermediate form.

A tree is data: it is stored in bundles as JSON, checked by these models when it is read, evaluated by
`runtime.reference` and printed as Python by `runtime.python`. Every expression names its operation in `op`,
every statement in `do`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from .types import Identifier, Model

Scalar: TypeAlias = StrictBool | StrictInt | StrictFloat | StrictStr | None


class Const(Model):
    """A literal value."""

    op: Literal["const"] = "const"
    value: Annotated[Scalar, Field(union_mode="left_to_right")]


class Var(Model):
    """A parameter, a `let`, a loop or query variable."""

    op: Literal["var"] = "var"
    name: Identifier


class ListOf(Model):
    """A list."""

    op: Literal["list"] = "list"
    items: tuple[Expr, ...]


class Entry(Model):
    """One named value of a record, an insert, an update or an argument list."""

    name: Identifier
    value: Expr


class RecordOf(Model):
    """A record."""

    op: Literal["record"] = "record"
    fields: tuple[Entry, ...]


class MapEntry(Model):
    """One value of a map under its key, which is any text."""

    key: StrictStr
    value: Expr


class MapOf(Model):
    """A map."""

    op: Literal["map"] = "map"
    entries: tuple[MapEntry, ...]


class Get(Model):
    """A field of a record; null when *safe* and the record is null."""

    op: Literal["get"] = "get"
    value: Expr
    name: Identifier
    safe: bool = False


class Cell(Model):
    """A stored cell of a row: the place where provenance begins. A link gives the other row's key."""

    op: Literal["cell"] = "cell"
    row: Expr
    entity: Identifier
    field: Identifier
    safe: bool = False


class Rows(Model):
    """All rows of an entity, in their order."""

    op: Literal["rows"] = "rows"
    entity: Identifier


class Find(Model):
    """The row of an entity with this key, or null; a null key finds nothing."""

    op: Literal["find"] = "find"
    entity: Identifier
    key: tuple[Expr, ...] = Field(min_length=1)


class Follow(Model):
    """The row that a link leads to; the link is known to hold (null only where the link itself is)."""

    op: Literal["follow"] = "follow"
    entity: Identifier
    key: Expr


class Item(Model):
    """The item of a list at a position from 0, or null where there is none."""

    op: Literal["item"] = "item"
    value: Expr
    position: Expr


class At(Model):
    """The value of a map under a key, or null where there is none."""

    op: Literal["at"] = "at"
    value: Expr
    key: Expr


BinaryOperator: TypeAlias = Literal[
    "add",
    "sub",
    "mul",
    "div",
    "floordiv",
    "mod",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "in",
    "not_in",
    "and",
    "or",
]


class Binary(Model):
    """An operation on two values; `and` and `or` evaluate the right one only when it matters."""

    op: Literal["binary"] = "binary"
    operator: BinaryOperator
    left: Expr
    right: Expr


class Not(Model):
    """Logical negation."""

    op: Literal["not"] = "not"
    value: Expr


class Neg(Model):
    """Arithmetic negation."""

    op: Literal["neg"] = "neg"
    value: Expr


class Coalesce(Model):
    """*left*, or *right* where *left* is null."""

    op: Literal["coalesce"] = "coalesce"
    left: Expr
    right: Expr


class Choose(Model):
    """*then* or *otherwise*."""

    op: Literal["choose"] = "choose"
    condition: Expr
    then: Expr
    otherwise: Expr


class OrFail(Model):
    """*value*; where it is null, the call fails with the declared *error*."""

    op: Literal["or_fail"] = "or_fail"
    value: Expr
    error: Identifier
    arguments: tuple[Entry, ...] = ()


class Hole(Model):
    """A value in a text; *format* is a Python format spec, empty for the plain form."""

    value: Expr
    format: Annotated[str, Field(pattern=r"^(|,|,?\.[0-9]f)$")] = ""


class Text(Model):
    """Text with values filled in."""

    op: Literal["text"] = "text"
    parts: tuple[str | Hole, ...]


class ForEach(Model):
    """`for name in source`."""

    clause: Literal["for"] = "for"
    name: Identifier
    source: Expr


class Where(Model):
    """`if condition`."""

    clause: Literal["if"] = "if"
    condition: Expr


class GroupBy(Model):
    """`group by key as name`: afterwards each of *variables* stands for the list of its values in the group."""

    clause: Literal["group"] = "group"
    key: Expr
    name: Identifier
    variables: tuple[Identifier, ...]


class SortKey(Model):
    """One key of a sort."""

    value: Expr
    descending: bool = False


class SortBy(Model):
    """A stable sort; the first key weighs most."""

    clause: Literal["sort"] = "sort"
    keys: tuple[SortKey, ...] = Field(min_length=1)


class Take(Model):
    """At most this many."""

    clause: Literal["take"] = "take"
    count: Expr


class Skip(Model):
    """All but the first so many."""

    clause: Literal["skip"] = "skip"
    count: Expr


Clause: TypeAlias = Annotated[ForEach | Where | GroupBy | SortBy | Take | Skip, Field(discriminator="clause")]


class Query(Model):
    """A list comprehension with sort, group, take and skip, clauses applied in order."""

    op: Literal["query"] = "query"
    item: Expr
    clauses: tuple[Clause, ...] = Field(min_length=1)


class Builtin(Model):
    """A call of one of `runtime.python.BUILTINS`."""

    op: Literal["builtin"] = "builtin"
    name: Identifier
    arguments: tuple[Expr, ...]


class Apply(Model):
    """A call of one of the module's helper functions."""

    op: Literal["apply"] = "apply"
    function: Identifier
    arguments: tuple[Expr, ...]


class ApplyExtern(Model):
    """A call of one of the module's extern functions, on plain values; it runs in the sandbox."""

    op: Literal["extern"] = "extern"
    function: Identifier
    arguments: tuple[Expr, ...]


class Core(Model):
    """A call of the tool's own core: the base tool inside a scaled one. Its result carries the base call's facts."""

    op: Literal["core"] = "core"
    arguments: tuple[Entry, ...]


class NextId(Model):
    """A fresh text key for an entity: *prefix* and one more than the largest number that follows it in a key."""

    op: Literal["next_id"] = "next_id"
    entity: Identifier
    prefix: Expr


Expr: TypeAlias = Annotated[
    Const
    | Var
    | ListOf
    | RecordOf
    | MapOf
    | Get
    | Cell
    | Rows
    | Find
    | Follow
    | Item
    | At
    | Binary
    | Not
    | Neg
    | Coalesce
    | Choose
    | OrFail
    | Text
    | Query
    | Builtin
    | Apply
    | ApplyExtern
    | Core
    | NextId,
    Field(discriminator="op"),
]


# ------------------------------------------------------------------ statements


class Let(Model):
    """`name = value`; also how a scaled tool rebinds a variable."""

    do: Literal["let"] = "let"
    name: Identifier
    value: Expr


class Require(Model):
    """Fail with *error* unless *condition* holds."""

    do: Literal["require"] = "require"
    condition: Expr
    error: Identifier
    arguments: tuple[Entry, ...] = ()


class Fail(Model):
    """Fail with *error*."""

    do: Literal["fail"] = "fail"
    error: Identifier
    arguments: tuple[Entry, ...] = ()


class Return(Model):
    """Give the result."""

    do: Literal["return"] = "return"
    value: Expr


class Insert(Model):
    """Add a row; *name*, where given, stands for it afterwards."""

    do: Literal["insert"] = "insert"
    entity: Identifier
    fields: tuple[Entry, ...]
    name: Identifier | None = None


class Update(Model):
    """Change fields of a row; *name*, where given, stands for the new row afterwards."""

    do: Literal["update"] = "update"
    entity: Identifier
    row: Expr
    fields: tuple[Entry, ...]
    name: Identifier | None = None


class Delete(Model):
    """Remove a row."""

    do: Literal["delete"] = "delete"
    entity: Identifier
    row: Expr


class If(Model):
    """Two branches."""

    do: Literal["if"] = "if"
    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


class For(Model):
    """Once for each item of a list that is computed before the first turn."""

    do: Literal["for"] = "for"
    name: Identifier
    source: Expr
    body: tuple[Statement, ...]


Statement: TypeAlias = Annotated[
    Let | Require | Fail | Return | Insert | Update | Delete | If | For, Field(discriminator="do")
]

# Models name others that come after them; all are known now.
for _model in Model.__subclasses__():
    _model.model_rebuild()
