"""How large values can be: the largest number, the longest text, the most items, told without running anything.

A size stands for every value that an expression may give. It says for each sort of value how large one of that sort
can be, so that sizes can be joined whatever the values are. Everything here only grows when what goes in grows, and
never slower the larger it is (sums, products and maxima), which is what `estimate` needs to tell where loops end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..types import (
    BoolType,
    DatetimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    MapType,
    OptionalType,
    RecordType,
    RowType,
    StrType,
    Type,
)

MAX_WEIGHT: Final = 200_000_000
"""The largest value: characters, numbers and names in it, each counted as often as it is shown."""
MAX_SHAPE: Final = 10_000
"""Most fields in fields of a record, each counted as often as it stands somewhere."""
MAX_NESTING: Final = 64
"""The deepest value: lists in lists, records in records."""
MAX_DIGITS: Final = 20_000
"""The longest whole number on the way to a result."""

WRITTEN: Final = 440.0
"""Characters of a number of double precision as a text, digits after the point and commas included."""
DOUBLE: Final = 310.0
"""Digits of the largest whole number that is a double, and one for what is just larger."""
_SENT: Final = float(1 << 20)
"""Most characters of an argument: longer arguments are refused before they are read."""


class UnboundedError(Exception):
    """No bound can be told, or it is too large; the text says of what."""


@dataclass(frozen=True, slots=True)
class Usual:
    """How large an argument is taken to be where its type sets no limit, as the language takes it."""

    items: float = 1000
    characters: float = 1000
    digits: float = 20
    longest: float = _SENT
    """Items and characters of any argument, whatever its type says."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bounds of every value that there may be, by the sort of the value; null is among them always."""

    most: float = 0.0
    """The largest number, without its sign."""
    digits: float = 0.0
    """0 where no number is whole, 1 where they are doubles, else the digits of the longest whole number."""
    text: float = 0.0
    """Characters of the longest text."""
    length: float = 0.0
    """Items of the longest list, entries of the largest map."""
    key: float = 0.0
    """Characters of a map's longest key."""
    item: Size | None = None
    """What is in lists and maps."""
    fields: tuple[tuple[str, Size], ...] = ()
    """The fields of records and rows."""
    row: bool = False
    """Whether *fields* are those of a row, which is held and never shown as a whole."""
    weight: float = 1.0
    """What `MAX_WEIGHT` limits: less than the rest says, where more is known of all parts together."""
    shape: int = field(default=1, compare=False)
    depth: int = field(default=1, compare=False)


NOTHING: Final = Size()
TRUTH: Final = Size(most=1, digits=1)
FLOATING: Final = Size(most=math.inf, weight=25)


def whole(most: float, digits: float = 0.0) -> Size:
    """A whole number; of at most *digits* where *most* is more than a double holds."""
    if math.isfinite(most):
        return Size(most=most, digits=1, weight=FLOATING.weight)
    if digits > MAX_DIGITS:
        raise UnboundedError(f"a number can have more than {MAX_DIGITS:,} digits")
    return Size(most=most, digits=digits, weight=FLOATING.weight + digits)


def digits_of(size: Size) -> float:
    """Digits of the longest whole number."""
    return max(size.digits, DOUBLE) if size.digits else 0.0


def text(length: float) -> Size:
    """A text."""
    if length > MAX_WEIGHT:
        raise UnboundedError(f"a text can have more than {MAX_WEIGHT:,} characters")
    return Size(text=length, weight=1 + length)


def many(length: float, item: Size, key: float = 0.0, weight: float | None = None) -> Size:
    """A list, or a map with keys of *key* characters; *weight* where it is less than what all items can weigh."""
    heavy = 1 + times(length, item.weight + key) if weight is None else weight
    return _checked(Size(length=length, item=item, key=key, weight=heavy, shape=1 + item.shape, depth=1 + item.depth))


def parts(fields: Iterable[tuple[str, Size]], row: bool = False) -> Size:
    """A record, or a row."""
    named = tuple(fields)
    weight = 1.0 if row else 1 + sum(len(name) + each.weight for name, each in named)
    shape = 1 + sum(each.shape for _, each in named)
    depth = 1 + max((each.depth for _, each in named), default=0)
    return _checked(Size(fields=named, row=row, weight=weight, shape=shape, depth=depth))


def _checked(size: Size) -> Size:
    if size.weight > MAX_WEIGHT:
        raise UnboundedError(f"a value can hold more than {MAX_WEIGHT:,} characters and numbers")
    if size.shape > MAX_SHAPE:
        raise UnboundedError(f"a value can hold more than {MAX_SHAPE:,} fields in fields")
    if size.depth > MAX_NESTING:
        raise UnboundedError(f"a value can be nested deeper than {MAX_NESTING} levels")
    return size


def times(count: float, each: float) -> float:
    """*count* times *each*; nothing is nothing, however much there is of it."""
    return count * each if count and each else 0.0


# ------------------------------------------------------------------ two sizes


def joined(one: Size, other: Size) -> Size:
    """What is at most as large as the one or as the other; *one* itself where it is that already."""
    if one is other or other is NOTHING or one == other:
        return one
    if one is NOTHING:
        return other
    item = _joined_items(one.item, other.item)
    fields = _joined_fields(one.fields, other.fields)
    made = Size(
        most=max(one.most, other.most),
        digits=max(one.digits, other.digits),
        text=max(one.text, other.text),
        length=max(one.length, other.length),
        key=max(one.key, other.key),
        item=item,
        fields=fields,
        row=one.row or other.row,
        weight=max(one.weight, other.weight),
        shape=1 + (item.shape if item else 0) + sum(each.shape for _, each in fields),
        depth=max(one.depth, other.depth),
    )
    return one if made == one else _checked(made)


def _joined_items(one: Size | None, other: Size | None) -> Size | None:
    if one is None or other is None:
        return one or other
    return joined(one, other)


def _joined_fields(
    one: tuple[tuple[str, Size], ...], other: tuple[tuple[str, Size], ...]
) -> tuple[tuple[str, Size], ...]:
    if one is other or not other:
        return one
    both = dict(one)
    for name, size in other:
        both[name] = joined(both[name], size) if name in both else size
    return tuple(both.items())


def joined_all(sizes: Iterable[Size]) -> Size:
    """What is at most as large as one of *sizes*."""
    found = NOTHING
    for size in sizes:
        found = joined(found, size)
    return found


def onward(start: Size, after: Size, steps: float) -> Size:
    """*start* after it has grown *steps* times as it grew from *start* to *after*, which holds it."""
    if start is after or start == after:
        return after
    if (start.item is None) != (after.item is None) or len(start.fields) != len(after.fields):
        raise UnboundedError("a loop nests a value deeper each time around")

    def grown(name: str) -> float:
        one, other = float(getattr(start, name)), float(getattr(after, name))
        return one if one == other else one + steps * (other - one)

    item = None if start.item is None or after.item is None else onward(start.item, after.item, steps)
    fields = tuple(
        (name, onward(one, other, steps)) for (name, one), (_, other) in zip(start.fields, after.fields, strict=True)
    )
    numbers = {name: grown(name) for name in ("most", "digits", "text", "length", "key", "weight")}
    made = Size(**numbers, item=item, fields=fields, row=after.row, shape=after.shape, depth=after.depth)
    if made.digits > MAX_DIGITS:
        raise UnboundedError(f"a number can have more than {MAX_DIGITS:,} digits")
    return _checked(made)


def widened(start: Size, after: Size) -> Size:
    """*after*, where numbers that are larger than in *start* may be any."""
    if start is after or start == after:
        return after
    one, other = dict(start.fields), start.item or NOTHING
    fields = tuple((name, widened(one.get(name, size), size)) for name, size in after.fields)
    item = None if after.item is None else widened(other, after.item)
    if after.most <= start.most:
        return replace(after, fields=fields, item=item)
    digits = max(after.digits, DOUBLE) if after.digits else 0.0
    return replace(after, fields=fields, item=item, most=math.inf, digits=digits)


# ------------------------------------------------------------------ what is in a value


def held(size: Size) -> float:
    """How many items a list has, entries a map, fields a record."""
    return max(size.length, 0.0 if size.row else float(len(size.fields)))


def iterations(size: Size) -> float:
    """How often a loop over such a value goes around."""
    return max(held(size), size.text)


def inside(size: Size) -> Size:
    """An item of a list, a value of a map, a field of a record."""
    found = size.item or NOTHING
    for _, each in () if size.row else size.fields:
        found = joined(found, each)
    return found


def element(size: Size) -> Size:
    """What a loop over such a value sees: items of a list, keys of a map, characters of a text."""
    names = max((float(len(name)) for name, _ in size.fields), default=0.0)
    letters = max(size.key, names, min(size.text, 1.0))
    return joined(size.item or NOTHING, text(letters)) if letters else size.item or NOTHING


def spread(size: Size) -> bool:
    """Whether what a loop over such a value sees weighs no more, all together, than the value."""
    return not (size.text or size.key or size.fields)


def field_of(size: Size, name: str) -> Size:
    """A field of a record or of a row; a map is a record of any names."""
    found = next((each for known, each in size.fields if known == name), NOTHING)
    return joined(found, size.item) if size.item is not None else found


def shown(size: Size) -> float:
    """Characters of such a value in a text; a value with parts is shown as Python writes it, escapes included."""
    number = max(WRITTEN, 2 + digits_of(size) * 4 / 3) if size.most else 0.0
    nested = 12 * size.weight if held(size) else 0.0
    return max(size.text, number, nested, 5.0)


# ------------------------------------------------------------------ types and rows


def size_of(type_: Type, usual: Usual) -> Size:
    """How large an argument of *type_* can be."""
    match type_:
        case StrType(high=high):
            return text(usual.characters if high is None else min(max(high, 0), usual.longest))
        case EnumType(members=members):
            return text(max(map(len, members)))
        case DateType() | DatetimeType():
            return text(40)
        case IntType(low=low, high=high):
            if low is None or high is None:
                return whole(10.0**usual.digits if usual.digits < DOUBLE - 2 else math.inf, usual.digits)
            return _number(max(abs(low), abs(high)))
        case FloatType():
            return FLOATING
        case BoolType():
            return TRUTH
        case OptionalType(item=item):
            return size_of(item, usual)
        case ListType(item=item, high=high):
            return _sent(usual.items if high is None else min(max(high, 0), usual.longest), size_of(item, usual))
        case MapType(key=EnumType(members=members) as key, value=value):
            return _sent(float(len(members)), size_of(value, usual), size_of(key, usual).text)
        case MapType(key=key, value=value, high=high):
            length = usual.items if high is None else min(max(high, 0), usual.longest)
            return _sent(length, size_of(value, usual), size_of(key, usual).text)
        case RecordType(fields=fields):
            return parts((each.name, size_of(each.value, usual)) for each in fields)
        case RowType():
            return joined(text(usual.characters), size_of(IntType(), usual))


def _sent(length: float, item: Size, key: float = 0.0) -> Size:
    """A list or map of an argument, which is no heavier than arguments may be."""
    return many(length, item, key, weight=min(1 + times(length, item.weight + key), 2 * _SENT))


def clamped(size: Size, type_: Type) -> Size:
    """*size* as far as a cell of *type_* holds it: a row with more is refused when the call ends."""
    match type_:
        case OptionalType(item=item):
            return clamped(size, item)
        case StrType(high=int(high)) if size.text > high:
            return text(max(high, 0))
        case ListType(high=int(high)) if size.length > high and size.item is not None:
            return many(max(high, 0), size.item)
    return size


def column(values: Sequence[Any]) -> Size:
    """The size of all cells of a column."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        return text(max(len(value) for value in values if value is not None))
    if kinds == {int}:
        return _number(max(abs(value) for value in values if value is not None))
    if kinds <= {bool}:
        return TRUTH
    return joined_all(map(size_of_value, values))


def size_of_value(value: Any) -> Size:
    """The size of one plain value."""
    match value:
        case None:
            return NOTHING
        case bool():
            return TRUTH
        case int():
            return _number(abs(value))
        case float():
            return Size(most=abs(value), weight=25)
        case str():
            return text(len(value))
        case Mapping():
            fields = [(str(name), size_of_value(each)) for name, each in value.items()]
            key = max((float(len(name)) for name, _ in fields), default=0.0)
            weight = 1 + sum(len(name) + each.weight for name, each in fields)
            # A dictionary may be a map or a record: it has items, and fields under their names.
            entries = many(float(len(fields)), joined_all(each for _, each in fields), key, weight)
            return joined(entries, parts(fields)) if fields else NOTHING
        case _:
            items = [size_of_value(each) for each in value]
            return many(float(len(items)), joined_all(items), weight=1 + sum(each.weight for each in items))


def _number(value: int) -> Size:
    try:
        return whole(float(value))
    except OverflowError:
        return whole(math.inf, value.bit_length() * 31 // 100 + 1)
