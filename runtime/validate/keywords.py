"""Keywords about one value: its type, its members, its range, its length, its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from ..errors import ErrorCode
from .equality import key
from .formats import FORMATS, SILENT
from .found import Check, Found
from .kinds import is_number, is_of
from .patterns import searching
from .place import Place
from .problem import Problem

Maker: TypeAlias = Callable[[Mapping[str, Any], str], Check | Problem]
"""From a schema with the keyword, and its values in words, to the check; a problem's place is the keyword."""


def of_kind(kinds: tuple[str, ...], words: str) -> Check:
    """The check of `type`."""

    def check(value: object, at: Place, found: Found) -> None:
        if not any(is_of(value, kind) for kind in kinds):
            found.add(at, ErrorCode.WRONG_TYPE, f"must be {words}")

    return check


def _enum(schema: Mapping[str, Any], words: str) -> Check | Problem:
    members = schema["enum"]
    if not isinstance(members, list) or not members:
        return Problem("enum", "`enum` is a list of values")
    return _member(members, words)


def _const(schema: Mapping[str, Any], words: str) -> Check | Problem:
    return _member([schema["const"]], words)


def _member(members: list[Any], words: str) -> Check:
    keys = frozenset(map(key, members))

    def check(value: object, at: Place, found: Found) -> None:
        if key(value) not in keys:
            found.add(at, ErrorCode.NOT_IN_ENUM, f"must be {words}")

    return check


def _bound(name: str, holds: Callable[[float, float], bool]) -> Maker:
    def make(schema: Mapping[str, Any], words: str) -> Check | Problem:
        limit = schema[name]
        if not is_number(limit):
            older = "; true and false are of older drafts" if isinstance(limit, bool) else ""
            return Problem(name, f"`{name}` is a number{older}")

        def check(value: object, at: Place, found: Found) -> None:
            if isinstance(value, (int, float)) and not isinstance(value, bool) and not holds(value, limit):
                found.add(at, ErrorCode.OUT_OF_RANGE, f"must be {words}")

        return check

    return make


def _multiple(schema: Mapping[str, Any], words: str) -> Check | Problem:
    step = schema["multipleOf"]
    if not is_number(step) or step <= 0:
        return Problem("multipleOf", "`multipleOf` is a number greater than 0")
    # Decimal digits as they were written: 0.3 is a multiple of 0.1, though their doubles' quotient is not whole.
    exact = Fraction(repr(step))

    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and Fraction(repr(value)) % exact:
            found.add(at, ErrorCode.CONSTRAINT, f"must be {words}")

    return check


def _size(name: str, kind: type, holds: Callable[[int, float], bool]) -> Maker:
    def make(schema: Mapping[str, Any], words: str) -> Check | Problem:
        limit = schema[name]
        if not is_of(limit, "integer") or limit < 0:
            return Problem(name, f"`{name}` is a whole number of at least 0")

        def check(value: object, at: Place, found: Found) -> None:
            if isinstance(value, (str, list, dict)) and isinstance(value, kind) and not holds(len(value), limit):
                found.add(at, ErrorCode.CONSTRAINT, f"must be {words}")

        return check

    return make


def _pattern(schema: Mapping[str, Any], words: str) -> Check | Problem:
    pattern = schema["pattern"]
    if not isinstance(pattern, str):
        return Problem("pattern", "`pattern` is a string")
    try:
        matches = searching(pattern)
    except ValueError as problem:
        return Problem("pattern", f"`pattern` is no regular expression that can be read here: {problem}")
    return _text(matches, words)


def _format(schema: Mapping[str, Any], words: str) -> Check | Problem:
    name = schema["format"]
    if not isinstance(name, str):
        return Problem("format", "`format` is a string")
    if name in FORMATS:
        return _text(FORMATS[name][1], words)
    if name in SILENT:
        return lambda value, at, found: None
    return Problem("format", f"no format `{name}` is known here, so it is an annotation", ignored=True)


def _text(holds: Callable[[str], bool], words: str) -> Check:
    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, str) and not holds(value):
            found.add(at, ErrorCode.CONSTRAINT, f"must be {words}")

    return check


def _unique(schema: Mapping[str, Any], words: str) -> Check | Problem:
    if not isinstance(schema["uniqueItems"], bool):
        return Problem("uniqueItems", "`uniqueItems` is true or false")

    def check(value: object, at: Place, found: Found) -> None:
        if isinstance(value, list) and len(set(map(key, value))) < len(value):
            found.add(at, ErrorCode.CONSTRAINT, f"must be {words}")

    return check if schema["uniqueItems"] else lambda value, at, found: None


KEYWORDS: Final[Mapping[str, Maker]] = {
    "enum": _enum,
    "const": _const,
    "minimum": _bound("minimum", lambda value, limit: value >= limit),
    "maximum": _bound("maximum", lambda value, limit: value <= limit),
    "exclusiveMinimum": _bound("exclusiveMinimum", lambda value, limit: value > limit),
    "exclusiveMaximum": _bound("exclusiveMaximum", lambda value, limit: value < limit),
    "multipleOf": _multiple,
    "minLength": _size("minLength", str, lambda size, limit: size >= limit),
    "maxLength": _size("maxLength", str, lambda size, limit: size <= limit),
    "pattern": _pattern,
    "format": _format,
    "minItems": _size("minItems", list, lambda size, limit: size >= limit),
    "maxItems": _size("maxItems", list, lambda size, limit: size <= limit),
    "uniqueItems": _unique,
    "minProperties": _size("minProperties", dict, lambda size, limit: size >= limit),
    "maxProperties": _size("maxProperties", dict, lambda size, limit: size <= limit),
}
"""Keyword to the maker of its check."""

__all__ = ["KEYWORDS", "Maker", "of_kind"]
