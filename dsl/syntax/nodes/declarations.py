"""Declarations, and the file that holds them."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import lean_dataclass
from ...source import Span
from .expressions import Expr, ListNode, Literal, RecordNode, Template
from .node import Doc, Ident, Node
from .statements import Let, Statement
from .tasks import TaskDecl
from .types import Annotation, FieldNode, Range, TypeNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class ImportName(Node):
    """`Country as Land` in an import."""

    name: Ident
    alias: Ident | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class Import(Node):
    """`import City, NotFound from "lib/geo.tool"`."""

    names: tuple[ImportName, ...]
    path: str
    path_span: Span


@lean_dataclass(frozen=True, slots=True, eq=False)
class SettingValue(Node):
    """A bare word as the value of a setting (`domain: travel`)."""

    text: str


@lean_dataclass(frozen=True, slots=True, eq=False)
class Setting(Node):
    """`key: value`; a list is a ListNode of literals."""

    name: Ident
    value: Literal | ListNode | SettingValue | Settings | Range


@lean_dataclass(frozen=True, slots=True, eq=False)
class Settings(Node):
    """`{ key: value, ... }`."""

    items: tuple[Setting, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class ScenarioDecl(Node):
    """`scenario name { ... }`, or `library name { ... }`."""

    name: Ident
    library: bool
    settings: Settings


@lean_dataclass(frozen=True, slots=True, eq=False)
class EnumMember(Node):
    """One member with its documentation."""

    name: Ident
    doc: Doc | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class EnumDecl(Node):
    """`enum Name { a "doc", b }`."""

    name: Ident
    doc: Doc | None
    members: tuple[EnumMember, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class RecordDecl(Node):
    """`record Name { ... }`."""

    name: Ident
    doc: Doc | None
    fields: tuple[FieldNode, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class EntityDecl(Node):
    """`entity Name key a, b { ... }`."""

    name: Ident
    key: tuple[Ident, ...]
    doc: Doc | None
    fields: tuple[FieldNode, ...]
    annotations: tuple[Annotation, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class TableRow(Node):
    """One row of a table: literals (lists and records are nodes of literals)."""

    cells: tuple[Literal | ListNode | RecordNode, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Table(Node):
    """`{ | id | name |  | "a" | "b" | }`."""

    columns: tuple[Ident, ...]
    rows: tuple[TableRow, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class DataFile(Node):
    """`from "countries.csv"`."""

    path: str


@lean_dataclass(frozen=True, slots=True, eq=False)
class Generate(Node):
    """`generate 120 seed 42 { id: serial("F", width=4), fare: uniform(20.0, 900.0) }`."""

    count: int
    seed: int | None
    columns: RecordNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class DataDecl(Node):
    """`data Entity { ... }`, `data Entity from "file.csv"` or `data Entity generate 10 { ... }`."""

    entity: Ident
    source: Table | DataFile | Generate


@lean_dataclass(frozen=True, slots=True, eq=False)
class ConstDecl(Node):
    """`const NAME: T = value`."""

    name: Ident
    type: TypeNode | None
    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class ErrorDecl(Node):
    """`error NotFound(what: str) $"There is no {what}."`."""

    name: Ident
    params: tuple[FieldNode, ...]
    message: Template
    """A plain string is a template without holes."""


@lean_dataclass(frozen=True, slots=True, eq=False)
class FnDecl(Node):
    """`fn name(params) -> T = expr`."""

    name: Ident
    params: tuple[FieldNode, ...]
    result: TypeNode
    doc: Doc | None
    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Code(Node):
    """The Python between the fences; its span takes the fences in."""

    text: str
    """From the line after the opening fence to the end of the line before the closing one, line feeds only."""


@lean_dataclass(frozen=True, slots=True, eq=False)
class ExternDecl(Node):
    """`extern python name(params) -> T "doc" { imports: ["math"] }` and a fenced block of Python."""

    name: Ident
    params: tuple[FieldNode, ...]
    result: TypeNode
    doc: Doc | None
    settings: Settings
    code: Code


@lean_dataclass(frozen=True, slots=True, eq=False)
class ToolDecl(Node):
    """`tool name(params) -> T fails A writes B { ... }`."""

    name: Ident
    params: tuple[FieldNode, ...]
    result: TypeNode
    fails: tuple[Ident, ...]
    writes: tuple[Ident, ...]
    doc: Doc | None
    body: tuple[Statement, ...]
    annotations: tuple[Annotation, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class ExploreDecl(Node):
    """`explore 200 seed 7 { multi_hop: 50, hops: 2..5 }`: task families that the compiler finds by itself."""

    count: int
    seed: int | None
    settings: Settings


@lean_dataclass(frozen=True, slots=True, eq=False)
class Expect(Node):
    """`expect condition`, or `expect tool(...) fails Error`."""

    value: Expr
    fails: Ident | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class TestFor(Node):
    """`for x in xs { ... }` in a test."""

    name: Ident
    source: Expr
    body: tuple[TestStatement, ...]


TestStatement: TypeAlias = Let | Expect | TestFor


@lean_dataclass(frozen=True, slots=True, eq=False)
class TestDecl(Node):
    """`test "title" { ... }`."""

    title: str
    body: tuple[TestStatement, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Level(Node):
    """`level hard { parameters: 2, toolset: 4 }`."""

    name: Ident
    settings: Settings


@lean_dataclass(frozen=True, slots=True, eq=False)
class Ladder(Node):
    """`level easy .. level hard`: the standard rungs from one to another."""

    first: Ident
    last: Ident


@lean_dataclass(frozen=True, slots=True, eq=False)
class ScaleDecl(Node):
    """`scale { seed 7 keep tool level one { ... } }`."""

    seed: int | None
    keep: tuple[Ident, ...]
    levels: tuple[Level | Ladder, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class RewardDecl(Node):
    """`reward { max_turns: 12 }`."""

    settings: Settings


Declaration: TypeAlias = (
    Import
    | ScenarioDecl
    | EnumDecl
    | RecordDecl
    | EntityDecl
    | DataDecl
    | ConstDecl
    | ErrorDecl
    | FnDecl
    | ExternDecl
    | ToolDecl
    | TaskDecl
    | ExploreDecl
    | TestDecl
    | ScaleDecl
    | RewardDecl
)


@lean_dataclass(frozen=True, slots=True, eq=False)
class Module(Node):
    """One file."""

    edition: int | None
    items: tuple[Declaration, ...]
