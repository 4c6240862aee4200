"""How large values can be: what a type promises, or what is taken for granted where it promises nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeAlias

from ..checking.types import Enum, Int, List, Map, Optional, Record, Row, Str, Type

MAX_WEIGHT: Final = 200_000_000
"""The largest value: characters, numbers and names in it, as bundles have it (`runtime.ir.cost.sizes`)."""
MAX_DIGITS: Final = 20_000
"""The longest whole number, as bundles have it."""
DOUBLE: Final = 308
"""Digits of whole numbers that are no more than a double; longer ones count as `_LONG` at least."""
_LONG: Final = 310
_WRITTEN: Final = 440.0
"""Characters of a number of double precision as a text, digits after the point and commas included."""
_SCALAR: Final = 41.0
"""What a number, a date or a truth value weighs."""
_SENT: Final = float(1 << 20)
"""Most characters of an argument: longer ones are refused before they are read."""


@dataclass(frozen=True, slots=True)
class One:
    """A value that no loop runs over; *high* is the largest number that it can be, None where nothing is known."""

    high: float | None = None
    digits: float = 0
    """Digits of the longest whole number; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most so many characters."""

    length: float


@dataclass(frozen=True, slots=True)
class Many:
    """A list or a map of at most *length* values, each at most as large as *item*."""

    length: float
    item: Size
    weight: float | None = None
    """What all of it weighs, where that is not so many times an item."""


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
INT: Final = 20
"""Digits of a whole number whose type sets no limit."""


def size_of(type_: Type, sizes: Sizes) -> Size:
    """How large a value of *type_* can be."""
    match type_:
        case Optional(item):
            return size_of(item, sizes)
        case Str(_, high):
            return Text(sizes.characters if high is None else min(high, _SENT))
        case Enum(_, members):
            return Text(max(map(len, members), default=0))
        case Int(low, high):
            digits = INT if low is None or high is None else max(len(str(abs(low))), len(str(abs(high))))
            return One(high, digits)
        case List(item, _, high):
            return _sent(sizes.items if high is None else high, size_of(item, sizes))
        case Map(Enum(_, members) as key, item, _, high):
            most = len(members) if high is None else min(high, len(members))
            return _sent(most, size_of(item, sizes), characters(size_of(key, sizes)))
        case Map(key, item, _, high):
            return _sent(sizes.items if high is None else high, size_of(item, sizes), characters(size_of(key, sizes)))
        case Record(fields):
            return Parts(tuple((name, size_of(field, sizes)) for name, field in fields))
        case Row(entity):
            return RowOf(entity)
        case _:
            return One()


def larger(one: Size, other: Size) -> Size:
    """A size that both fit in."""
    match one, other:
        case One(a, one_digits), One(b, other_digits):
            return One(None if a is None or b is None else max(a, b), max(one_digits, other_digits))
        case Text(a), Text(b):
            return Text(max(a, b))
        case Many(a, x), Many(b, y):
            return Many(max(a, b), larger(x, y), max(weight(one), weight(other)))
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


def item_of(size: Size) -> Size:
    """The size of an item of what has *size*."""
    return size.item if isinstance(size, Many) else One()


def length(size: Size) -> float:
    """How often a loop over such a value runs at most."""
    return size.length if isinstance(size, Many) else 1


def characters(size: Size) -> float:
    """How long such a value is as a text."""
    match size:
        case Text(length):
            return length
        case One(_, digits) if digits > DOUBLE:
            return max(_WRITTEN, 2 + digits * 4 / 3)
        case _:
            return _WRITTEN


def weight(size: Size) -> float:
    """Characters, numbers and names in such a value; a row is held, not shown."""
    match size:
        case One(_, digits):
            return _SCALAR + (digits if digits > DOUBLE else 0)
        case Text(length):
            return 1 + length
        case Many(length, item, None):
            return 1 + times(length, weight(item))
        case Many(_, _, float(known)):
            return known
        case Parts(fields):
            return 1 + sum(len(name) + weight(field) for name, field in fields)
    return 1


def times(count: float, each: float) -> float:
    """*count* times *each*; nothing is nothing, however much there is of it."""
    return count * each if count and each else 0.0


def longest(one: Size, other: Size, *, added: bool) -> float:
    """Digits of the sum of two whole numbers where they are *added*, else of their product; 0 where one is none."""
    digits: list[float] = [size.digits if isinstance(size, One) else 0 for size in (one, other)]
    if not all(digits):
        return 0
    found = max(digits) + 1 if added else sum(digits)
    if found <= DOUBLE:
        return found
    digits = [max(each, _LONG) for each in digits]
    return max(digits) + 1 if added else sum(digits)


def _sent(length: float, item: Size, key: float = 0.0) -> Many:
    """A list or map of an argument, which is no heavier than arguments may be."""
    length = min(length, _SENT)
    return Many(length, item, min(1 + times(length, weight(item) + key), 2 * _SENT))
