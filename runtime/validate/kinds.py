"""The types of JSON Schema, and which of them a value is of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WORDS: Final = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
"""Type to how a message names its values."""


def is_of(value: object, kind: str) -> bool:
    """Whether *value* is of the type *kind*; nothing is coerced, but 3.0 is an integer, as JSON Schema says."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return is_number(value) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
        case "number":
            return is_number(value)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return value is None


def is_number(value: object) -> bool:
    """Whether *value* is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def in_words(kinds: Iterable[str]) -> str:
    """The types, to be read after "must be"."""
    return ", or ".join(WORDS[kind] for kind in kinds)


__all__ = ["WORDS", "in_words", "is_number", "is_of"]
