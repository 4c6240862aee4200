"""How the types of arguments become the type of a result: the typing rules that builtins are made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from .fit import fits, is_number, is_text_like
from .types import Bool, Float, Int, List, Map, Str, Type, Unknown, show


class Refusal(NamedTuple):
    """Why an argument does not fit: its position, and what was expected."""

    position: int
    wanted: str


Rule: TypeAlias = Callable[[Sequence[Type]], Type | Refusal]
"""From the types of the arguments, optional ones given or not, to the type of the result."""


def takes(*wanted: Type, gives: Type) -> Rule:
    """Takes values of the types *wanted*, the last ones perhaps left out."""

    def rule(types: Sequence[Type]) -> Type | Refusal:
        for position, (found, place) in enumerate(zip(types, wanted, strict=False)):
            if not fits(found, place):
                return Refusal(position, f"a value of type `{show(place)}`")
        return gives

    return rule


def of_list(
    accepts: Callable[[Type], bool], wanted: str, gives: Callable[[Type], Type], rest: tuple[Type, ...] = ()
) -> Rule:
    """Takes a list whose items *accepts* holds for (*wanted* in words), and values of the types *rest*."""

    def rule(types: Sequence[Type]) -> Type | Refusal:
        if isinstance(types[0], Unknown):
            return gives(Unknown())
        if not isinstance(types[0], List) or not accepts(types[0].item):
            return Refusal(0, wanted)
        for position, (found, place) in enumerate(zip(types[1:], rest, strict=False), start=1):
            if not fits(found, place):
                return Refusal(position, f"a value of type `{show(place)}`")
        return gives(types[0].item)

    return rule


def of_map(part: Callable[[Map], Type]) -> Rule:
    """Takes a map, gives a list of what *part* says: its keys or its values."""

    def rule(types: Sequence[Type]) -> Type | Refusal:
        if isinstance(types[0], Unknown):
            return List(Unknown())
        return List(part(types[0])) if isinstance(types[0], Map) else Refusal(0, "a map")

    return rule


def of_number(gives: Callable[[Type], Type]) -> Rule:
    """Takes a number; *gives* says what comes of its type."""

    def rule(types: Sequence[Type]) -> Type | Refusal:
        return gives(types[0]) if is_number(types[0]) else Refusal(0, "a number")

    return rule


def rounded(types: Sequence[Type]) -> Type | Refusal:
    """Takes a number and perhaps digits, with which the result has a fraction."""
    if not is_number(types[0]):
        return Refusal(0, "a number")
    if len(types) == 1:
        return Int()
    return Float() if fits(types[1], Int()) else Refusal(1, "a value of type `int`")


def written(types: Sequence[Type]) -> Type | Refusal:
    """Takes what has a written form."""
    return Str() if is_text_like(types[0]) else Refusal(0, "a number, a text, a date, an enum or a bool")


def number(type_: Type) -> Type:
    """The type of a sum of numbers of *type_*: without its bounds."""
    return Int() if isinstance(type_, Int) else Float()


def anything(_: Type) -> bool:
    """Every type."""
    return True


def is_bool(type_: Type) -> bool:
    """Whether *type_* is `bool`."""
    return fits(type_, Bool())
