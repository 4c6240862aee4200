"""Values with their provenance, as the reference evaluator keeps them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..facts import CellFact, ValueFact


@dataclass(frozen=True, slots=True)
class RowValue:
    """A row as it was when it was read."""

    entity: str
    key: Any
    cells: Mapping[str, Any]
    link: CellFact | ValueFact | None = field(default=None, compare=False)
    """The fact of the link that led there, if one did."""


@dataclass(frozen=True, slots=True)
class Held:
    """A value with the fact that it shows; lists and records hold Helds."""

    value: Any
    fact: CellFact | ValueFact | None = None
    link: CellFact | ValueFact | None = None
    """For what names a row that a link led to: the fact of the link, which is shown, too."""


def hold(value: Any) -> Held:
    """Plain values, made ready for the evaluator."""
    if isinstance(value, dict):
        return Held({name: hold(part) for name, part in value.items()})
    if isinstance(value, list | tuple):
        return Held([hold(part) for part in value])
    return Held(value)


def unhold(held: Held) -> Any:
    """The plain value of *held*; a row stays a RowValue."""
    if isinstance(held.value, dict):
        return {name: unhold(part) for name, part in held.value.items()}
    if isinstance(held.value, list):
        return [unhold(part) for part in held.value]
    return held.value


def facts_of(held: Held) -> Iterable[CellFact | ValueFact]:
    """The facts that a value and its parts show."""
    if held.fact is not None:
        yield held.fact
    if held.link is not None:
        yield held.link
    if isinstance(held.value, dict | list):
        parts = held.value.values() if isinstance(held.value, dict) else held.value
        for part in parts:
            yield from facts_of(part)


def marked(held: Held, tool: str, arguments: str, path: str = "") -> Held:
    """*held* with a computed fact on every part of it that has no fact yet."""
    if held.fact is not None or held.value is None:
        return held
    value = held.value
    if isinstance(value, dict):
        value = {name: marked(part, tool, arguments, f"{path}/{name}") for name, part in value.items()}
    elif isinstance(value, list):
        value = [marked(part, tool, arguments, f"{path}/{i}") for i, part in enumerate(value)]
    return Held(value, ValueFact(tool, arguments, path))


def same(left: Any, right: Any) -> bool:
    """Equality that keeps true and 1 apart."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def bare(held: Held) -> Any:
    """A value to compare: rows by entity and key."""
    if isinstance(held.value, RowValue):
        return (held.value.entity, held.value.key)
    if isinstance(held.value, dict):
        return {name: bare(part) for name, part in held.value.items()}
    if isinstance(held.value, list):
        return [bare(part) for part in held.value]
    return held.value


def check_finite(held: Held) -> None:
    """Raise ValueError for a number that JSON cannot hold."""
    if isinstance(held.value, float) and not math.isfinite(held.value):
        raise ValueError("the result is not a finite number")
    if isinstance(held.value, int):
        str(held.value)  # Python writes no more digits than it reads, and says so
    if isinstance(held.value, dict | list):
        for part in held.value.values() if isinstance(held.value, dict) else held.value:
            check_finite(part)
