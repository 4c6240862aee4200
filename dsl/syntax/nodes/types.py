"""Types as written, and the fields and parameters that have them."""

from __future__ import annotations

from typing import TypeAlias

from ...lean import lean_dataclass
from .expressions import Arg, Expr, Literal
from .node import Doc, Ident, Node


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
class Annotation(Node):
    """`@distractor`, `@check(stock >= 0)`, `@example(city="Oslo")`."""

    name: Ident
    args: tuple[Arg, ...]


@lean_dataclass(frozen=True, slots=True, eq=False)
class FieldNode(Node):
    """A field of an entity or a record, or a parameter of a tool, function or error."""

    name: Ident
    type: TypeNode
    default: Expr | None
    doc: Doc | None
    annotations: tuple[Annotation, ...]
