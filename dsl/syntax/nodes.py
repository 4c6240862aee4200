"""The syntax tree: one frozen class per construct, each with its span.

Nodes compare by identity, so that side tables (types, symbols) can be keyed by them; `shape` gives
the value that two trees share when they differ in layout only.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from ..lean import lean_dataclass
from ..source import Span


@lean_dataclass(frozen=True, slots=True, eq=False)
class Node:
    """What every node has."""

    span: Span


@lean_dataclass(frozen=True, slots=True, eq=False)
class Ident(Node):
    """A name as written."""

    text: str


@lean_dataclass(frozen=True, slots=True, eq=False)
class Doc(Node):
    """A documentation string; indentation of long strings is already removed."""

    text: str


# ------------------------------------------------------------------ types as written


@lean_dataclass(frozen=True, slots=True, eq=False)
class Range(Node):
    """`1..50`, `0..`, `..9.5`: bounds are inclusive, None where open."""

    low: int | float | None
    high: int | float | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class TypeSetting(Node):
    """`pattern="[A-Z]{3}"` in the parentheses of a type."""

    name: Ident
    value: Literal


@lean_dataclass(frozen=True, slots=True, eq=False)
class NamedType(Node):
    """`str(1..80)`, `list[City](1..5)`, `OrderStatus`."""

    name: Ident
    items: tuple[TypeNode, ...]
    range: Range | None
    settings: tuple[TypeSetting, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class RecordTypeNode(Node):
    """`{ city: str, born_on: date }`."""

    fields: tuple[FieldNode, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class LiteralTypeNode(Node):
    """`"day" | "week"`."""

    values: tuple[str, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class OptionalTypeNode(Node):
    """`T?`."""

    item: TypeNode


TypeNode: TypeAlias = NamedType | RecordTypeNode | LiteralTypeNode | OptionalTypeNode


@lean_dataclass(frozen=True, slots=True, eq=False)
class FieldNode(Node):
    """A field of an entity or a record, or a parameter of a tool, function or error."""

    name: Ident
    type: TypeNode
    default: Expr | None
    doc: Doc | None
    annotations: tuple[Annotation, ...]


# ------------------------------------------------------------------ expressions


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

# ------------------------------------------------------------------ statements


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

# ------------------------------------------------------------------ declarations


@lean_dataclass(frozen=True, slots=True, eq=False)
class Annotation(Node):
    """`@distractor`, `@check(stock >= 0)`, `@example(city="Oslo")`."""

    name: Ident
    args: tuple[Arg, ...]


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
class KindItem(Node):
    """`kind multi_hop`."""

    kind: Ident


@lean_dataclass(frozen=True, slots=True, eq=False)
class Each(Node):
    """`each b in Book`: one task per element (several: the product)."""

    name: Ident
    source: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Ask(Node):
    """`ask $"..."`; several are phrasings of one question."""

    text: Template


@lean_dataclass(frozen=True, slots=True, eq=False)
class Derive(Node):
    """`derive expr`: a step without a tool; the compiler writes the tool that computes *value*."""

    value: Expr


@lean_dataclass(frozen=True, slots=True, eq=False)
class Step(Node):
    """`step part for c in trio = country_area(name=c.name) asks $"..." gives part.area after other`.

    *variable* and *source* are both None or both set (a fan-out: the step's name then stands for a list of
    results outside, and for one result in its own `gives`).
    """

    name: Ident
    variable: Ident | None
    source: Expr | None
    call: Call | Derive
    asks: Template | None
    gives: Expr | None
    after: tuple[Ident, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class Answer(Node):
    """`answer expr within 0.5 unordered phrased $"{answer} km"`."""

    value: Expr
    within: int | float | None
    unordered: bool
    phrased: Template | None


@lean_dataclass(frozen=True, slots=True, eq=False)
class Goal(Node):
    """`goal condition` on the state after the plan."""

    condition: Expr


TaskItem: TypeAlias = KindItem | Each | Ask | Let | Step | Answer | Goal


@lean_dataclass(frozen=True, slots=True, eq=False)
class TaskDecl(Node):
    """`task name { ... }`; items in the order of the file."""

    name: Ident
    doc: Doc | None
    items: tuple[TaskItem, ...]


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


def shape(value: object) -> Any:
    """*value* without spans, as nested tuples that compare by content; numbers keep their type."""
    if isinstance(value, Node) and is_dataclass(value):
        parts = ((f.name, shape(getattr(value, f.name))) for f in fields(value))
        return (type(value).__name__, *(p for p in parts if p[0] not in ("span", "path_span")))
    if isinstance(value, tuple):
        return tuple(shape(item) for item in value)
    return (type(value).__name__, value) if isinstance(value, bool | int | float) else value
