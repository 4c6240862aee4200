"""What a call's check has found so far."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

from ..errors import CallError, ErrorCode
from .place import Place


class Found:
    """Errors in the order in which they were found, and what references have answered already in this call."""

    __slots__ = ("answered", "errors")

    def __init__(self, answered: dict[Hashable, list[CallError] | None] | None = None) -> None:
        """Nothing found; branches of one call share *answered*."""
        self.errors: list[CallError] = []
        self.answered = {} if answered is None else answered

    def add(self, at: Place, code: ErrorCode, rule: str) -> None:
        """Keep that the value at *at* breaks *rule*: `must be an integer`."""
        self.errors.append(at.error(code, rule))

    def branch(self) -> Found:
        """A list of its own for a schema that need not hold."""
        return Found(self.answered)


Check: TypeAlias = Callable[[object, Place, Found], None]
"""Adds what is wrong with a value at a place."""


def remembered(name: str, check: Check) -> Check:
    """*check*, which a reference names, made once for each value at a place in a call.

    So references that fan out cost no more than they have targets, and one that leads to itself ends.
    """

    def once(value: object, at: Place, found: Found) -> None:
        key = (name, id(value), at)
        if key not in found.answered:
            found.answered[key] = None
            own = found.branch()
            check(value, at, own)
            found.answered[key] = own.errors
        found.errors.extend(found.answered[key] or ())

    return once


__all__ = ["Check", "Found", "remembered"]
