"""How types relate: which value fits where, what two have in common, whether a literal keeps a promise."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from ..diagnostics.findings import near
from .moments import day_help, is_day, is_time, meant_day, meant_time, time_help, why_no_day
from .types import (
    Bool,
    Date,
    Datetime,
    Enum,
    Float,
    Int,
    List,
    Map,
    Null,
    Optional,
    Record,
    Row,
    Str,
    Type,
    Unknown,
    show,
)


def bare(type_: Type) -> Type:
    """*type_* without its refinements."""
    match type_:
        case Str():
            return Str()
        case Int():
            return Int()
        case Float():
            return Float()
        case List(item):
            return List(bare(item))
        case Map(key, value):
            return Map(bare(key), bare(value))
        case Optional(item):
            return Optional(bare(item))
        case Record(fields, name):
            return Record(tuple((n, bare(t)) for n, t in fields), name, type_.places)
        case _:
            return type_


def optional(type_: Type) -> Type:
    """*type_* or null."""
    match type_:
        case Optional() | Unknown():
            return type_
        case Null():
            return Optional(Unknown())
        case _:
            return Optional(type_)


def present(type_: Type) -> Type:
    """*type_* without null."""
    return type_.item if isinstance(type_, Optional) else type_


def fits(value: Type, place: Type) -> bool:
    """Whether a value of type *value* may stand where *place* is asked for.

    Refinements are not compared: the machine that runs the program checks them.
    """
    match value, place:
        case (Unknown(), _) | (_, Unknown()) | (Null(), Optional()) | (Str() | Enum(), Str()):
            return True
        case Optional(a), Optional(b):
            return fits(a, b)
        case _, Optional(b):
            return fits(value, b)
        case Enum(a, few), Enum(b, many):
            return a == b if a and b else set(few) <= set(many)
        case List(a), List(b):
            return fits(a, b)
        case Map(key_a, a), Map(key_b, b):
            return fits(key_a, key_b) and fits(a, b)
        case Record(a), Record(b):
            wanted = dict(b)
            return len(a) == len(b) and all(n in wanted and fits(t, wanted[n]) for n, t in a)
        case Row(a), Row(b):
            return a == b
        case _:
            return type(value) is type(place) and isinstance(value, Int | Float | Bool | Date | Datetime | Null)


def join(a: Type, b: Type) -> Type | None:
    """The narrowest type that both fit, None where there is none."""
    if a == b or isinstance(b, Unknown):
        return a
    match a, b:
        case Unknown(), _:
            return b
        case (Null(), other) | (other, Null()):
            return optional(other)
        case (Optional(x), y) | (y, Optional(x)):
            both = join(x, present(y))
            return both and optional(both)
        case List(x), List(y):
            both = join(x, y)
            return both and List(both)
        case Map(key_x, x), Map(key_y, y):
            key, both = join(key_x, key_y), join(x, y)
            return Map(key, both) if key and both else None
        case Record(xs), Record(ys):
            if {n for n, _ in xs} != {n for n, _ in ys}:
                return None
            right = dict(ys)
            fields = [(n, join(t, right[n])) for n, t in xs]
            known = tuple((n, t) for n, t in fields if t is not None)
            return Record(known, places=a.places) if len(known) == len(fields) else None
        case _ if fits(a, b):
            return bare(b)
        case _ if fits(b, a):
            return bare(a)
        case _:
            return None


def is_number(type_: Type) -> bool:
    """Whether arithmetic works on it."""
    return isinstance(type_, Int | Float | Unknown)


def is_orderable(type_: Type) -> bool:
    """Whether `<` and `sort by` work on it."""
    return isinstance(type_, Int | Float | Str | Date | Datetime | Unknown)


def is_text_like(type_: Type) -> bool:
    """Whether it has one plain written form."""
    return isinstance(type_, Int | Float | Str | Date | Datetime | Bool | Enum | Unknown)


def is_plain(type_: Type) -> bool:
    """Whether it is one written value or a list of such: what answers and derived steps give."""
    return is_text_like(type_.item if isinstance(type_, List) else type_)


def comparable(a: Type, b: Type) -> bool:
    """Whether `==` between them can be true."""
    a, b = present(a), present(b)
    match a, b:
        case (Null() | Unknown(), _) | (_, Null() | Unknown()) | (Int() | Float(), Int() | Float()):
            return True
        case (Str(), Enum()) | (Enum(), Str()):
            return True
        case Enum(x, one), Enum(y, two):
            return x == y if x and y else bool(set(one) & set(two))
        case List(x), List(y):
            return comparable(x, y)
        case Map(key_x, x), Map(key_y, y):
            return comparable(key_x, key_y) and comparable(x, y)
        case Record(xs), Record(ys):
            right = dict(ys)
            return len(xs) == len(ys) and all(n in right and comparable(t, right[n]) for n, t in xs)
        case _:
            return fits(a, b)


def rows_in(type_: Type) -> Iterator[str]:
    """Entities whose rows stand anywhere in *type_*, one as often as it does."""
    match type_:
        case Row(entity):
            yield entity
        case List(item) | Optional(item) | Map(_, item):
            yield from rows_in(item)
        case Record(fields):
            for _, field in fields:
                yield from rows_in(field)
        case _:
            pass


def contains_row(type_: Type) -> bool:
    """Whether a row stands anywhere in it."""
    return any(True for _ in rows_in(type_))


# ------------------------------------------------------------------ literals


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a literal does not fit its place."""

    message: str
    guess: str | None = None
    """The word that was probably meant."""
    code: str = "TW0310"
    instead: str | None = None
    """The literal to write in its place, where only one can be meant."""
    help: str | None = None


_SHOWN: Final = 60
"""Most characters of an author's text that a message repeats."""

Scalar: TypeAlias = str | int | float | bool | None
N = TypeVar("N", int, float)


def literal_type(value: Scalar) -> Type:
    """The type of a literal on its own."""
    match value:
        case None:
            return Null()
        case bool():
            return Bool()
        case int():
            return Int()
        case float():
            return Float()
        case str():
            return Str()


def convert(value: Scalar, type_: Type) -> Scalar | Misfit:
    """The stored form of a literal in a place of *type_*, or why it does not fit."""
    match value, type_:
        case (_, Unknown()) | (None, Optional() | Null()):
            return value
        case _, Optional(item):
            return convert(value, item)
        case bool(), Bool():
            return value
        case int(), Int(low, high) if not isinstance(value, bool):
            return _bounded(value, value, low, high)
        case int() | float(), Float(low, high) if not isinstance(value, bool):
            try:
                number = float(value)
            except OverflowError:
                return Misfit("the number is too large")
            return _bounded(number, value, low, high) if math.isfinite(number) else Misfit("the number is too large")
        case str(), Str():
            return _text(value, type_)
        case str(), Enum(_, members):
            return value if value in members else _no_member(value, members)
        case str(), Date():
            return value if is_day(value) else _no_day(value)
        case str(), Datetime():
            return value if is_time(value) else _no_time(value)
        case _:
            return Misfit(mismatch(literal_type(value), type_), code="TW0301", instead=_meant(value, type_))


def _no_day(value: str) -> Misfit:
    meant = meant_day(value)
    return Misfit(why_no_day(_cut(value)), meant, help=day_help(value))


def _no_time(value: str) -> Misfit:
    message = f"`{_cut(value)}` is not a time such as 2026-03-01T09:00:00"
    return Misfit(message, meant_time(value), help=time_help(value))


def _meant(value: Scalar, type_: Type) -> str | None:
    """What *value*, which is of another kind than *type_*, was meant to be written as."""
    match value, type_:
        case str(), Int() if re.fullmatch(r"-?[0-9]{1,15}", value):
            return value
        case str(), Float() if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", value):
            return value
        case str(), Bool():
            return {"true": "true", "yes": "true", "false": "false", "no": "false"}.get(value.lower())
        case ((int() | float()), Str()) if not isinstance(value, bool):
            return f'"{value}"'
        case int(), Date() if not isinstance(value, bool):
            day = meant_day(str(value))
            return day and f'"{day}"'
        case _:
            return None


def mismatch(found: Type, wanted: Type) -> str:
    """The sentence about a value of the wrong type."""
    return f"expected `{show(wanted)}`, found `{show(found)}`"


def _bounded(value: N, written: Scalar, low: N | None, high: N | None) -> N | Misfit:
    if low is not None and value < low:
        return Misfit(f"`{written}` is less than {low}")
    if high is not None and value > high:
        return Misfit(f"`{written}` is more than {high}")
    return value


def _text(value: str, type_: Str) -> str | Misfit:
    shown = f"`{_cut(value)}`" if value.strip() else "an empty text" if not value else "a text of blanks"
    if type_.low is not None and len(value) < type_.low:
        if not value:
            return Misfit(f"an empty text is not allowed here, at least {_characters(type_.low)} needed")
        return Misfit(f"{shown} is too short: {_characters(len(value))}, at least {type_.low} needed")
    if type_.high is not None and len(value) > type_.high:
        return Misfit(f"{shown} is too long: {_characters(len(value))}, at most {type_.high} allowed")
    if type_.pattern is not None and not re.fullmatch(type_.pattern, value):
        return Misfit(f"{shown} does not match the pattern `{type_.pattern}`")
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _characters(number: int) -> str:
    return "1 character" if number == 1 else f"{number} characters"


def _no_member(value: str, members: tuple[str, ...]) -> Misfit:
    names = ", ".join(f"`{m}`" for m in members[:8]) + (", ..." if len(members) > 8 else "")
    return Misfit(f"`{value}` is not one of {names}", near(value, members))
