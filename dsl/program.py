"""The checked program: what `dsl` hands to the compiler.

Everything in it is settled: names resolve, types fit, rows are values. The compiler never looks at a
diagnostic again; it reads declarations (with their nodes, for spans), and the two side tables `types` and
`symbols` for the expressions inside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from .checking.types import Enum, Record, Type
from .syntax import nodes

CellValue: TypeAlias = "str | int | float | bool | tuple[CellValue, ...] | Mapping[str, CellValue] | None"
"""A stored value: links are the key of the row they lead to (a tuple where that key has several parts),
dates and datetimes ISO 8601 text, lists tuples."""


KINDS: Final = ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")
"""The kinds of tasks, by the shape of their plan."""


class SymbolKind(StrEnum):
    """What a name stands for."""

    LOCAL = "local"
    """A parameter, a `let`, a loop or query variable, a task's `each` or step."""
    CONST = "const"
    ENTITY = "entity"
    """As a value: the list of its rows. Before `[`: the table to look a key up in."""
    FN = "fn"
    EXTERN = "extern"
    BUILTIN = "builtin"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Symbol:
    """The meaning of one `Name`, `Call` or `Index` node; *name* is the declared name, aliases undone."""

    kind: SymbolKind
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity or a record, or a parameter."""

    name: str
    type: Type
    doc: str
    default: CellValue
    """Meaningless unless *has_default*."""
    has_default: bool
    node: nodes.FieldNode


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity with its rows, in the order of the file."""

    name: str
    doc: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[nodes.Expr, ...]
    """Conditions of `@check`; the row's fields are locals in them."""
    rows: tuple[Mapping[str, CellValue], ...]
    node: nodes.EntityDecl


@dataclass(frozen=True, slots=True)
class Const:
    """A constant; its value is an expression without locals."""

    name: str
    type: Type
    node: nodes.ConstDecl


@dataclass(frozen=True, slots=True)
class Error:
    """A declared error."""

    name: str
    params: tuple[Field, ...]
    node: nodes.ErrorDecl


@dataclass(frozen=True, slots=True)
class Fn:
    """A helper function; they call each other without recursion."""

    name: str
    doc: str
    params: tuple[Field, ...]
    result: Type
    node: nodes.FnDecl


@dataclass(frozen=True, slots=True)
class Extern:
    """A function written in Python, which sees its arguments only; it runs in the sandbox."""

    name: str
    doc: str
    params: tuple[Field, ...]
    result: Type
    imports: tuple[str, ...]
    """Modules that its code sees, each under its own name."""
    timeout_ms: int
    code: str
    node: nodes.ExternDecl


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that an author wrote."""

    name: str
    doc: str
    params: tuple[Field, ...]
    result: Type
    result_fields: Mapping[str, str]
    """Documentation of the result's fields, empty where it has none."""
    fails: tuple[str, ...]
    writes: tuple[str, ...]
    distractor: bool
    examples: tuple[Mapping[str, CellValue], ...]
    offered: bool
    """Whether tasks are offered it: declared in the scenario's file or imported by name there."""
    node: nodes.ToolDecl


@dataclass(frozen=True, slots=True)
class Task:
    """A task family; its parts are read from the node's items in order."""

    name: str
    doc: str
    kind: str | None
    node: nodes.TaskDecl


@dataclass(frozen=True, slots=True)
class Explore:
    """An `explore` block: tasks that the compiler finds in the relations between entities."""

    counts: Mapping[str, int]
    """Kind to the number of tasks; every kind is there."""
    seed: int
    hops: tuple[int, int]
    """Fewest and most calls one after the other in a task of several hops."""
    width: tuple[int, int]
    """Fewest and most calls beside each other in a parallel task."""
    node: nodes.ExploreDecl


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """One level of the `scale` block: operator name to strength."""

    name: str
    operators: Mapping[str, int]
    node: nodes.Level | nodes.Ladder
    """Where the spec asks for it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The `scale` block; *keep* names distractors that every level with a toolset must offer first."""

    seed: int
    keep: tuple[str, ...]
    levels: tuple[ScaleLevel, ...]


@dataclass(frozen=True, slots=True)
class Reward:
    """The `reward` block: settings that were given, already checked against DESIGN's list."""

    settings: Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Info:
    """The settings of the `scenario` block, with defaults."""

    name: str
    title: str
    domain: str
    version: str
    license: str
    clock: str | None
    policy: str | None
    integrate: str
    """Which tools stage 3 may merge: `derived`, `all` or `none`."""
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A file that the program was read from."""

    path: str
    """Relative to the folder of the scenario's file, with forward slashes; `package:path` for a file of an
    installed package, wherever that stands on this machine."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Program:
    """A scenario whose names and types are settled. Mappings keep the order of the files."""

    info: Info
    module: nodes.Module
    files: tuple[SpecFile, ...]
    depends_on: Mapping[str, str]
    """Name to version of what the rows hang on besides the files: word lists, the algorithm that draws values."""
    enums: Mapping[str, Enum]
    enum_docs: Mapping[str, Mapping[str, str]]
    """Enum name to member to documentation."""
    records: Mapping[str, Record]
    entities: Mapping[str, Entity]
    consts: Mapping[str, Const]
    errors: Mapping[str, Error]
    fns: Mapping[str, Fn]
    """Callees before callers."""
    externs: Mapping[str, Extern]
    tools: Mapping[str, Tool]
    tasks: Mapping[str, Task]
    explore: Explore | None
    tests: tuple[nodes.TestDecl, ...]
    scale: Scale | None
    reward: Reward | None
    types: Mapping[nodes.Node, Type]
    """Type of every expression node, after coercion to what its place asks for (a string literal where an
    enum is asked for has the enum's type; a whole number where a float is asked for has type Float)."""
    symbols: Mapping[nodes.Node, Symbol]
    """Meaning of every `Name` and `Call`, and of every `Index` whose value names an entity."""
