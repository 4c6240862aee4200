"""How large values can be: what a type promises, or what is taken for granted where it promises nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias

from ..checking.types import Enum, Int, List, Map, Optional, Record, Row, Str, Type


@dataclass(frozen=True, slots=True)
class One:
    """A value that no loop runs over; *high* is the largest number that it can be, None where nothing is known."""

    high: float | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most so many characters."""

    length: float


@dataclass(frozen=True, slots=True)
class Many:
    """A list or a map of at most *length* values, each at most as large as *item*."""

    length: float
    item: Size


@dataclass(frozen=True, slots=True)
class Parts:
    """A record."""

    fields: tuple[tuple[str, Size], ...]


@dataclass(frozen=True, slots=True)
class RowOf:
    """A row."""

    entity: str


Size: TypeAlias = One | Text | Many | Parts | RowOf


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes that an estimate is made for."""

    rows: Mapping[str, float]
    """Rows of each entity before the call."""
    items: float = 1000
    """Items of a list or map whose type sets no limit."""
    characters: float = 1000
    """Characters of a text whose type sets no limit."""


USUAL: Final = Sizes({})
"""What is taken for granted where a type promises nothing, without any rows."""
WRITTEN: Final = Text(400)
"""A number, a date or a truth value as a text."""


def size_of(type_: Type, sizes: Sizes) -> Size:
    """How large a value of *type_* can be."""
    match type_:
        case Optional(item):
            return size_of(item, sizes)
        case Str(_, high):
            return Text(sizes.characters if high is None else high)
        case Enum(_, members):
            return Text(max(map(len, members), default=0))
        case Int(_, high):
            return One(high)
        case List(item, _, high):
            return Many(sizes.items if high is None else high, size_of(item, sizes))
        case Map(Enum(_, members), item, _, high):
            return Many(len(members) if high is None else min(high, len(members)), size_of(item, sizes))
        case Map(_, item, _, high):
            return Many(sizes.items if high is None else high, size_of(item, sizes))
        case Record(fields):
            return Parts(tuple((name, size_of(field, sizes)) for name, field in fields))
        case Row(entity):
            return RowOf(entity)
        case _:
            return One()


def larger(one: Size, other: Size) -> Size:
    """A size that both fit in."""
    match one, other:
        case One(a), One(b):
            return One(None if a is None or b is None else max(a, b))
        case Text(a), Text(b):
            return Text(max(a, b))
        case Many(a, x), Many(b, y):
            return Many(max(a, b), larger(x, y))
        case Parts(xs), Parts(ys):
            others = dict(ys)
            return Parts(tuple((name, larger(x, others.get(name, x))) for name, x in xs))
        case One(), _:
            # null beside something
            return other
        case _:
            return one


def largest(sizes: list[Size]) -> Size:
    """A size that all fit in."""
    return reduce(larger, sizes) if sizes else One()


def length(size: Size) -> float:
    """How often a loop over such a value runs at most."""
    return size.length if isinstance(size, Many) else 1


def characters(size: Size) -> float:
    """How long such a value is as a text."""
    return size.length if isinstance(size, Text) else WRITTEN.length
