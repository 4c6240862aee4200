"""Tools, entities and the module that a level of a bundle holds."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue, field_validator

from .expressions import Expr, Statement
from .types import Identifier, Model, Type

Key: TypeAlias = str | int | tuple[str | int, ...]
"""A row's key: the value itself, or a tuple where the key has several parts."""


class Param(Model):
    """One parameter of a tool, a helper function or an error."""

    name: Identifier
    value: Type
    doc: str = ""
    required: bool = True
    default: JsonValue = None
    """The value where the argument is left out; meaningless when *required*."""


class EntityField(Model):
    """One column of an entity."""

    name: Identifier
    value: Type
    doc: str = ""
    required: bool = True
    default: JsonValue = None


class Entity(Model):
    """An entity; its rows are stored apart (`data/<entity>.jsonl`)."""

    name: Identifier
    doc: str = ""
    key: tuple[Identifier, ...] = Field(min_length=1)
    fields: tuple[EntityField, ...] = Field(min_length=1)
    label: Identifier | None = None
    """The field that people call a row by, a text or a whole number; read over a link, it shows the link, too."""
    checks: tuple[Expr, ...] = ()
    """What must hold for every row that a call leaves behind; the row is the variable `row`."""


class DeclaredError(Model):
    """An error that tools may fail with; its parameters are variables in the message."""

    name: Identifier
    params: tuple[Param, ...] = ()
    message: Expr


class Function(Model):
    """A pure helper function."""

    name: Identifier
    doc: str = ""
    params: tuple[Param, ...]
    value: Expr


Importable: TypeAlias = Literal[
    "bisect",
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "json",
    "math",
    "re",
    "statistics",
    "string",
    "textwrap",
    "unicodedata",
]
"""Modules that an extern function may see: they are loaded before its process is confined, so they are few."""
MAX_EXTERN_CODE = 20_000
"""Most characters of an extern function."""


class Extern(Model):
    """A function of its arguments that the scenario's author wrote in Python; it runs in the sandbox."""

    name: Identifier
    doc: str = ""
    params: tuple[Param, ...]
    result: Type
    imports: tuple[Importable, ...] = ()
    """Modules that the code sees, each under its own name."""
    timeout_ms: int = Field(default=100, ge=1, le=10_000)
    """Processor time that one call may take, in milliseconds."""
    code: str = Field(max_length=MAX_EXTERN_CODE)
    """Defines a function of this name and these parameters (`extern/<name>.py`)."""


class CoreTool(Model):
    """The base tool inside a scaled one, under its own parameters."""

    params: tuple[Param, ...]
    body: tuple[Statement, ...]


class Tool(Model):
    """A tool as a model may call it.

    *origin* is the base tool whose facts its calls show. Without *core* the body is that base tool; with it
    the body computes the base tool's arguments, runs it (`Core`), and works on its result.
    """

    name: Identifier
    origin: Identifier
    doc: str
    params: tuple[Param, ...]
    result: Type
    fails: tuple[Identifier, ...] = ()
    writes: tuple[Identifier, ...] = ()
    body: tuple[Statement, ...]
    core: CoreTool | None = None
    added: tuple[str, ...] = ()
    """What scaling did to it, in order (`parameters: limit`)."""

    @field_validator("params")
    @classmethod
    def _distinct(cls, params: tuple[Param, ...]) -> tuple[Param, ...]:
        if len({p.name for p in params}) < len(params):
            raise ValueError("two parameters of one name")
        return params


class ToolModule(Model):
    """Everything that the tools of one level mean (`levels/<level>/tools.ir.json`)."""

    entities: tuple[Entity, ...]
    errors: tuple[DeclaredError, ...] = ()
    functions: Annotated[tuple[Function, ...], Field(description="callees before callers")] = ()
    externs: tuple[Extern, ...] = ()
    tools: tuple[Tool, ...]
    distractors: tuple[Identifier, ...] = ()
    """Tools that no plan of this level calls on purpose."""


def helpers(module: ToolModule) -> tuple[Function | Extern, ...]:
    """What the tools of *module* may call besides each other's bases."""
    return (*module.functions, *module.externs)
