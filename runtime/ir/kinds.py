"""Kinds: what the verifier knows of a value's type, no finer than it takes to refuse what cannot run.

Texts, dates and members of enums are one kind; bounds are left to validators. `ANY` stands for what is not known (the
item of an empty list, a record whose fields hang on an argument) and goes with everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from .tools import Entity
from .types import (
    BoolType,
    FloatType,
    IntType,
    ListType,
    MapType,
    OptionalType,
    RecordType,
    RowType,
    Type,
)


@dataclass(frozen=True)
class Plain:
    """`any`, `null`, `bool`, `int`, `float` or `text`."""

    name: str


@dataclass(frozen=True)
class ListKind:
    """A list."""

    item: Kind


@dataclass(frozen=True)
class MapKind:
    """A map."""

    value: Kind


@dataclass(frozen=True)
class RecordKind:
    """A record; an open one may have more fields, or lack some."""

    fields: tuple[tuple[str, Kind], ...]
    is_open: bool = False


@dataclass(frozen=True)
class RowKind:
    """A row."""

    entity: str


@dataclass(frozen=True)
class MaybeKind:
    """A value or null."""

    item: Kind


Kind: TypeAlias = Plain | ListKind | MapKind | RecordKind | RowKind | MaybeKind

ANY: Final = Plain("any")
NULL: Final = Plain("null")
BOOL: Final = Plain("bool")
INT: Final = Plain("int")
FLOAT: Final = Plain("float")
TEXT: Final = Plain("text")
NUMBERS: Final = (INT, FLOAT)


def kind_of(type_: Type, entities: Mapping[str, Entity], rows: bool = False) -> Kind:
    """The kind of what a parameter, a result or a cell holds: keys for a row, rows themselves with *rows*."""
    match type_:
        case BoolType():
            return BOOL
        case IntType():
            return INT
        case FloatType():
            return FLOAT
        case ListType(item=item):
            return ListKind(kind_of(item, entities, rows))
        case MapType(value=value):
            return MapKind(kind_of(value, entities, rows))
        case RecordType(fields=fields):
            held = tuple((f.name, kind_of(f.value, entities, rows)) for f in fields)
            return RecordKind(held, is_open=any(f.absent for f in fields))
        case OptionalType(item=item):
            return maybe(kind_of(item, entities, rows))
        case RowType(entity=name):
            if rows:
                return RowKind(name)
            target = entities.get(name)
            keys = [f.value for f in target.fields if f.name == target.key[0]] if target else []
            # A key that links on is followed once: links in a circle have no end.
            return kind_of(keys[0], {}, rows) if keys and not isinstance(keys[0], RowType) else ANY
    return TEXT


def maybe(kind: Kind) -> Kind:
    """*kind* or null."""
    return kind if isinstance(kind, MaybeKind) or kind in (NULL, ANY) else MaybeKind(kind)


def bare(kind: Kind) -> Kind:
    """*kind* without null; null alone is not known."""
    if isinstance(kind, MaybeKind):
        return kind.item
    return ANY if kind == NULL else kind


def joined(left: Kind, right: Kind) -> Kind:
    """What holds both; `ANY` where nothing smaller does."""
    if left == right:
        return left
    if NULL in (left, right) or isinstance(left, MaybeKind) or isinstance(right, MaybeKind):
        if NULL in (left, right):
            return maybe(right if left == NULL else left)
        return maybe(joined(bare(left), bare(right)))
    match left, right:
        case ListKind(one), ListKind(other):
            return ListKind(joined(one, other))
        case MapKind(one), MapKind(other):
            return MapKind(joined(one, other))
        case RecordKind(), RecordKind():
            return _joined_records(left, right)
        case Plain(), Plain() if left in NUMBERS and right in NUMBERS:
            return FLOAT
    return ANY


def _joined_records(left: RecordKind, right: RecordKind) -> RecordKind:
    one, other = dict(left.fields), dict(right.fields)
    names = [*one, *(name for name in other if name not in one)]
    held = tuple((n, joined(one.get(n, other.get(n, ANY)), other.get(n, one.get(n, ANY)))) for n in names)
    return RecordKind(held, is_open=left.is_open or right.is_open or set(one) != set(other))


def goes(kind: Kind, wanted: Kind) -> bool:
    """Whether a value of *kind* may stand where *wanted* is asked for; whole numbers are numbers.

    What may be null may stand anywhere: a scaled tool looks at it before (`if limit != null`), which is not followed.
    """
    if ANY in (kind, wanted) or kind == wanted:
        return True
    if isinstance(kind, MaybeKind):
        return goes(kind.item, wanted)
    if isinstance(wanted, MaybeKind):
        return kind == NULL or goes(kind, wanted.item)
    match kind, wanted:
        case Plain(), Plain():
            return kind == INT and wanted == FLOAT
        case ListKind(one), ListKind(other):
            return goes(one, other)
        case MapKind(one), MapKind(other):
            return goes(one, other)
        case RecordKind(fields=fields), RecordKind(fields=asked):
            held = dict(fields)
            open_ = kind.is_open or wanted.is_open
            if not open_ and set(held) != {name for name, _ in asked}:
                return False
            return all(goes(held[name], one) for name, one in asked if name in held)
    return False


def shown(kind: Kind) -> str:
    """*kind* for a message."""
    match kind:
        case Plain(name):
            return name
        case ListKind(item):
            return f"list[{shown(item)}]"
        case MapKind(value):
            return f"map[{shown(value)}]"
        case RecordKind(fields):
            return "{" + ", ".join(name for name, _ in fields) + "}"
        case RowKind(entity):
            return entity
    return f"{shown(kind.item)}?"
