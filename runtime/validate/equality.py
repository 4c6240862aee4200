"""Equality as JSON Schema has it: 1 is 1.0, true is no 1, and the order of an object's names means nothing."""

from __future__ import annotations

from collections.abc import Hashable


def key(value: object) -> Hashable:
    """Equal for two JSON values exactly when JSON Schema calls them equal."""
    if isinstance(value, bool) or value is None:
        return ("word", value)
    if isinstance(value, list):
        return ("list", tuple(map(key, value)))
    if isinstance(value, dict):
        return ("object", frozenset((name, key(item)) for name, item in value.items()))
    assert isinstance(value, (str, int, float))
    return value


__all__ = ["key"]
