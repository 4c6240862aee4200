"""The type language: what a value may be, and which type fits where.

Types are values: they compare by content and print as the author would write them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any, Final, NamedTuple, TypeAlias

from ..lean import lean_dataclass
from ..source import Span


class Extent(NamedTuple):
    """How large a type is, written out: records by their fields."""

    parts: int
    depth: int


MAX_EXTENT: Final = Extent(parts=1000, depth=100)
"""Of the largest type: every walk over a type takes its time and its stack."""
_PLAIN: Final = Extent(1, 1)


def _extent() -> Any:
    return field(init=False, compare=False, repr=False, default=_PLAIN)


def _measure(type_: List | Map | Record | Optional, inner: Sequence[Type]) -> None:
    extents = [extent(each) for each in inner]
    measured = Extent(1 + sum(each.parts for each in extents), 1 + max((each.depth for each in extents), default=0))
    object.__setattr__(type_, "extent", measured)


def extent(type_: Type) -> Extent:
    """How large *type_* is."""
    return type_.extent if isinstance(type_, List | Map | Record | Optional) else _PLAIN


def too_large(type_: Type) -> bool:
    """Whether *type_* is larger than any that makes sense; nothing behind the front end ever sees such a type."""
    parts, depth = extent(type_)
    return parts > MAX_EXTENT.parts or depth > MAX_EXTENT.depth


@lean_dataclass(frozen=True, slots=True)
class Str:
    """Text; bounds are on its length in code points, *pattern* must match the whole text."""

    low: int | None = None
    high: int | None = None
    pattern: str | None = None


@lean_dataclass(frozen=True, slots=True)
class Int:
    """A whole number within inclusive bounds."""

    low: int | None = None
    high: int | None = None
    unit: str | None = None


@lean_dataclass(frozen=True, slots=True)
class Float:
    """A finite number within inclusive bounds."""

    low: float | None = None
    high: float | None = None
    unit: str | None = None


@lean_dataclass(frozen=True, slots=True)
class Bool:
    """true or false."""


@lean_dataclass(frozen=True, slots=True)
class Date:
    """A calendar day, written `2026-03-01`."""


@lean_dataclass(frozen=True, slots=True)
class Datetime:
    """A day and a time without zone, written `2026-03-01T09:00:00`."""


@lean_dataclass(frozen=True, slots=True)
class Enum:
    """One of a few words; *name* is None for a literal union such as `"day" | "week"`."""

    name: str | None
    members: tuple[str, ...]


@lean_dataclass(frozen=True, slots=True)
class List:
    """Some values of one type; bounds are on their number."""

    item: Type
    low: int | None = None
    high: int | None = None
    extent: Extent = _extent()

    def __post_init__(self) -> None:
        """Note how large it is."""
        _measure(self, (self.item,))


@lean_dataclass(frozen=True, slots=True)
class Map:
    """Values of one type under texts or members of an enum; bounds are on the number of entries."""

    key: Type
    value: Type
    low: int | None = None
    high: int | None = None
    extent: Extent = _extent()

    def __post_init__(self) -> None:
        """Note how large it is."""
        _measure(self, (self.key, self.value))


@lean_dataclass(frozen=True, slots=True)
class Record:
    """Named values; *name* is None where the type was written in place."""

    fields: tuple[tuple[str, Type], ...]
    name: str | None = None
    places: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    """Where each field is declared, for editors; says nothing about what values it has."""
    extent: Extent = _extent()

    def __post_init__(self) -> None:
        """Note how large it is."""
        _measure(self, [type_ for _, type_ in self.fields])

    def field(self, name: str) -> Type | None:
        """Type of the field *name*, None where there is none."""
        return dict(self.fields).get(name)


@lean_dataclass(frozen=True, slots=True)
class Row:
    """A row of an entity."""

    entity: str


@lean_dataclass(frozen=True, slots=True)
class Optional:
    """A value or null; never nested."""

    item: Type
    extent: Extent = _extent()

    def __post_init__(self) -> None:
        """Note how large it is."""
        _measure(self, (self.item,))


@lean_dataclass(frozen=True, slots=True)
class Null:
    """The type of `null` alone."""


@lean_dataclass(frozen=True, slots=True)
class Unknown:
    """The type of what already has a diagnostic: it fits everywhere, so that one mistake is reported once."""


Type: TypeAlias = (
    Str | Int | Float | Bool | Date | Datetime | Enum | List | Map | Record | Row | Optional | Null | Unknown
)


def show(type_: Type) -> str:
    """*type_* as an author would write it, without refinements."""
    match type_:
        case Enum(None, members):
            return " | ".join(f'"{m}"' for m in members)
        case Enum(str(name)) | Row(name):
            return name
        case List(item):
            return f"list[{show(item)}]"
        case Map(key, value):
            return f"map[{show(key)}, {show(value)}]"
        case Record(fields, name):
            return name or "{ " + ", ".join(f"{n}: {show(t)}" for n, t in fields) + " }"
        case Optional(item):
            return f"{show(item)}?"
        case Unknown():
            return "?"
        case _:
            return type(type_).__name__.lower()
