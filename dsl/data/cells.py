"""Values of cells: each type of a field as a function that stores a value or says why it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from ..checking.fit import Misfit, convert, mismatch
from ..checking.keys import key_fields, key_value
from ..checking.scope import World
from ..checking.types import Bool, Enum, Float, Int, List, Map, Optional, Record, Row, Str, Type, Unknown, show
from ..diagnostics.findings import listed, near
from ..program import CellValue


class Key(NamedTuple):
    """In a path: not the value but the name itself, its *nth* standing there, counted from 0."""

    name: str
    nth: int = 0


Path: TypeAlias = tuple[int | str | Key, ...]
"""From a cell to what is wrong inside of it: positions of items and names of fields."""


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a value does not fit, or cannot even be read."""

    message: str
    guess: str | None = None
    """The word that was probably meant."""
    path: Path = ()
    instead: str | None = None
    """The literal to write in its place, where only one can be meant."""
    help: str | None = None


Fitter: TypeAlias = Callable[[object], "CellValue | Bad"]
"""From what a file holds (text, numbers, true and false, None, lists, mappings, or a `Bad`) to the stored form."""


def fitter(world: World, type_: Type) -> Fitter:
    """What stores values in a field of *type_*; what fits most often is looked at first."""
    match type_:
        case Unknown():
            return _anything
        case Optional(item):
            return _optional(fitter(world, item))
        case Row(entity):
            return _link(world, entity)
        case List(item, low, high):
            return _list(fitter(world, item), low, high)
        case Map():
            return _map(world, type_)
        case Record():
            return _record(world, type_)
        case Str(low, high, pattern):
            return _str(_scalar(type_), low or 0, high, pattern)
        case Int(low, high):
            return _number(_scalar(type_), int, low, high)
        case Float(low, high):
            return _number(_scalar(type_), float, low, high)
        case Enum(_, members):
            return _enum(_scalar(type_), frozenset(members))
        case _:
            return _scalar(type_)


def _anything(value: object) -> CellValue | Bad:
    if isinstance(value, list | tuple):
        return tuple(None if isinstance(item, Bad) else item for item in map(_anything, value))
    return value if isinstance(value, str | int | float | Bad) else None


def _optional(inner: Fitter) -> Fitter:
    return lambda value: None if value is None else inner(value)


def _scalar(type_: Type) -> Fitter:
    def fit(value: object) -> CellValue | Bad:
        if isinstance(value, Bad):
            return value
        if value is None or isinstance(value, str | int | float):
            found = convert(value, type_)
            if isinstance(found, Misfit):
                return Bad(found.message, found.guess, instead=found.instead, help=found.help)
            return found
        if isinstance(value, list | tuple):
            return Bad(mismatch(List(Unknown()), type_).replace("list[?]", "list"))
        return Bad(f"expected `{show(type_)}`, found {_kind(value)}")

    return fit


def _kind(value: object) -> str:
    return "a record" if isinstance(value, Mapping) else f"a value of the kind `{type(value).__name__}`"


def _str(slow: Fitter, low: int, high: int | None, pattern: str | None) -> Fitter:
    most = high if high is not None else float("inf")
    matches = re.compile(pattern).fullmatch if pattern is not None else None

    def fit(value: object) -> CellValue | Bad:
        if type(value) is str and low <= len(value) <= most and (matches is None or matches(value)):
            return value
        return slow(value)

    return fit


def _number(slow: Fitter, kind: type[int] | type[float], low: float | None, high: float | None) -> Fitter:
    least = low if low is not None else float("-inf")
    most = high if high is not None else float("inf")

    def fit(value: object) -> CellValue | Bad:
        # Not a number and the infinities are for the slow way, which refuses them.
        if type(value) is kind and least <= value <= most and abs(value) < 1e300:
            return value
        return slow(value)

    return fit


def _enum(slow: Fitter, members: frozenset[str]) -> Fitter:
    return lambda value: value if type(value) is str and value in members else slow(value)


def _inside(found: Bad, step: int | str) -> Bad:
    return replace(found, path=(step, *found.path))


def _list(inner: Fitter, low: int | None, high: int | None) -> Fitter:
    def fit(value: object) -> CellValue | Bad:
        if isinstance(value, Bad):
            return value
        if not isinstance(value, list | tuple):
            return Bad("expected a list such as `[1, 2]`")
        items = _items(value, [inner] * len(value))
        if not isinstance(items, Bad) and (len(items) < (low or 0) or (high is not None and len(items) > high)):
            return Bad(f"a list of {len(items)} items is not allowed here")
        return items

    return fit


def _items(values: Sequence[object], fitters: Sequence[Fitter]) -> tuple[CellValue, ...] | Bad:
    found: list[CellValue] = []
    for position, (value, inner) in enumerate(zip(values, fitters, strict=True)):
        item = inner(value)
        if isinstance(item, Bad):
            return _inside(item, position)
        found.append(item)
    return tuple(found)


def _record(world: World, type_: Record) -> Fitter:
    fields = {name: (field, fitter(world, field)) for name, field in type_.fields}

    def fit(value: object) -> CellValue | Bad:
        if isinstance(value, Bad):
            return value
        if not isinstance(value, Mapping):
            return Bad(f"expected a record with {listed(list(fields))}")
        for name in value:
            if name not in fields:
                return Bad(f"the record has no field `{name}`", near(name, list(fields)), (Key(name),))
        stored: dict[str, CellValue] = {}
        for name, (field, inner) in fields.items():
            if name not in value and not isinstance(field, Optional):
                return Bad(f"the record needs `{name}`")
            item = inner(value.get(name))
            if isinstance(item, Bad):
                return _inside(item, name)
            stored[name] = item
        return stored

    return fit


def _map(world: World, type_: Map) -> Fitter:
    name_of, inner = fitter(world, type_.key), fitter(world, type_.value)
    low, high = type_.low or 0, type_.high

    def fit(value: object) -> CellValue | Bad:
        if isinstance(value, Bad):
            return value
        if not isinstance(value, Mapping):
            return Bad('expected a map such as `{ "a": 1 }`')
        stored: dict[str, CellValue] = {}
        for name, item in value.items():
            key, found = name_of(name), inner(item)
            if isinstance(key, Bad):
                return replace(key, path=(Key(name),))
            if isinstance(found, Bad):
                return _inside(found, name)
            stored[name] = found
        if len(stored) < low or (high is not None and len(stored) > high):
            return Bad(f"a map of {len(stored)} entries is not allowed here")
        return stored

    return fit


def _link(world: World, name: str) -> Fitter:
    stands_for, entity = key_value(world, name), world.entities.get(name)
    if stands_for is not None or entity is None:
        return fitter(world, stands_for or Unknown())
    parts = [fitter(world, part.type) for part in key_fields(entity)]
    wanted = f"a link to `{name}` is a list of its key: {listed(entity.key)}"

    def fit(value: object) -> CellValue | Bad:
        if isinstance(value, Bad):
            return value
        if not isinstance(value, list | tuple) or len(value) != len(parts):
            return Bad(wanted)
        return _items(value, parts)

    return fit


# ------------------------------------------------------------------ from text

Parser: TypeAlias = Callable[[str], object]
"""From the text of a CSV cell to the value that it writes, or a `Bad`."""


def parser(world: World, type_: Type) -> Parser:
    """What reads the cells of a CSV column of *type_*; whether the values fit is asked afterwards."""
    match type_:
        case Optional(item):
            inner = parser(world, item)
            return lambda text: None if text == "" else inner(text)
        case Int():
            return lambda text: _parse_number(text, int, "a whole number")
        case Float():
            return lambda text: _parse_number(text, float, "a number")
        case Bool():
            return _parse_bool
        case List(item):
            each = parser(world, item)
            return lambda text: [each(part.strip()) for part in text.split(";")] if text else []
        case Row(name):
            stands_for, entity = key_value(world, name), world.entities.get(name)
            if stands_for is not None or entity is None:
                return parser(world, stands_for or Unknown())
            parsers = [parser(world, part.type) for part in key_fields(entity)]
            return lambda text: _parse_key(text, parsers)
        case Record() | Map():
            return lambda _: Bad("a record or a map cannot be written in a CSV cell: use a JSON file")
        case _:
            return lambda text: text


def _parse_key(text: str, parsers: Sequence[Parser]) -> object:
    parts = text.split(";") if text else []
    # What there are too many of is counted where the link is looked at.
    padded: list[Parser] = [*parsers, *([str] * len(parts))]
    return [each(part.strip()) for part, each in zip(parts, padded, strict=False)]


def _parse_bool(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    return Bad(f"`{text[:40]}` is neither `true` nor `false`")


def _parse_number(text: str, read: Callable[[str], int | float], what: str) -> object:
    # Python also reads `1_000`, ` 7 `, `inf` and digits of other scripts.
    plain = text.isascii() and text.strip() == text and "_" not in text and text.lstrip("+-")[:1].isdigit()
    if not text:
        return Bad(f"expected {what}, the cell is empty")
    try:
        number = read(text) if plain and len(text) <= 400 else None
    except ValueError:
        number = None
    if isinstance(number, int) and abs(number) >= 2**63:
        return Bad("the number is too large")
    return number if number is not None else Bad(f"`{text[:40]}` is not {what}")
