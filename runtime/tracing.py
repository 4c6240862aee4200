"""Values that know which cell they came from.

The generated functions run unchanged over a world whose cells are `str`, `int` and `float` subclasses with a `fact`.
Copying, sorting, filtering and choosing keep the object and so its fact; arithmetic, joining and formatting make plain
values and lose it. What names a row that a link led to shows two things: the cell that it stands in, and the link's
own cell, which says whose name it is. That is the definition of "shown" in DESIGN.md 6; the reference evaluator states
it a second time and property tests hold the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .facts import CellFact, ValueFact


class TracedStr(str):
    """Text with its fact."""

    __slots__ = ("fact", "reached")
    fact: CellFact | ValueFact
    reached: Any
    """For a link: the row that it led to when it was followed last (`TracingTable.follow`)."""


class TracedFloat(float):
    """A number with its fact."""

    __slots__ = ("fact",)
    fact: CellFact | ValueFact


class TracedInt(int):
    """A whole number with its fact (int allows no slots)."""

    fact: CellFact | ValueFact


class LinkedStr(TracedStr):
    """Text that names a row, read over a link; it shows the link, too."""

    __slots__ = ("link",)
    link: CellFact | ValueFact


class LinkedInt(TracedInt):
    """A whole number that names a row, read over a link; it shows the link, too."""

    link: CellFact | ValueFact


class TracedBool(int):
    """true (1) or false (0) with its fact; bool allows no subclass, so `reveal` turns it back."""

    fact: CellFact | ValueFact

    if not TYPE_CHECKING:  # a proxy's trick, which type checkers do not know

        @property
        def __class__(self):
            """Passes for bool in `isinstance`: that is how the prelude tells true from 1."""
            return bool


class TracedList(list[Any]):
    """A list with its fact."""

    __slots__ = ("fact",)
    fact: CellFact | ValueFact


class TracedDict(dict[str, Any]):
    """A record with its fact."""

    __slots__ = ("fact",)
    fact: CellFact | ValueFact


_LINKED = (LinkedStr, LinkedInt)
_TRACED = (TracedStr, TracedFloat, TracedInt, TracedBool, TracedList, TracedDict)


_KINDS: dict[type, Callable[[Any], Any]] = {
    bool: TracedBool,
    str: TracedStr,
    int: TracedInt,
    float: TracedFloat,
    dict: TracedDict,
    list: TracedList,
}
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def is_traced(value: Any) -> bool:
    """Whether *value* has a fact itself."""
    return isinstance(value, _TRACED)


def traced(value: Any, fact: CellFact | ValueFact) -> Any:
    """*value* with *fact*; null carries none."""
    if value is None:
        return None
    made: Any = _KINDS.get(type(value), TracedList)(value)
    made.fact = fact
    return made


def linked(value: Any, link: CellFact | ValueFact) -> Any:
    """*value*, a cell that names a row, read over the link with the fact *link*; texts and whole numbers name rows."""
    made: Any
    if type(value) is TracedStr or type(value) is LinkedStr:
        made = LinkedStr(value)
    elif type(value) is TracedInt or type(value) is LinkedInt:
        made = LinkedInt(value)
    else:
        return value
    made.fact, made.link = value.fact, link
    return made


def facts_of(value: Any) -> tuple[CellFact | ValueFact, ...]:
    """The facts that *value* shows by itself, without those of its parts; that of its own cell comes first."""
    if isinstance(value, _LINKED):
        return value.fact, value.link
    return (value.fact,) if isinstance(value, _TRACED) else ()


def mark(value: Any, tool: str, arguments: str, path: str = "") -> Any:
    """*value* with a computed fact on every part of it that has no fact yet."""
    if isinstance(value, _TRACED):
        return value
    if isinstance(value, dict):
        value = {name: mark(part, tool, arguments, f"{path}/{name}") for name, part in value.items()}
    elif isinstance(value, list):
        value = [mark(part, tool, arguments, f"{path}/{i}") for i, part in enumerate(value)]
    return traced(value, ValueFact(tool, arguments, path))


def reveal(value: Any, facts: set[CellFact | ValueFact]) -> Any:
    """*value* as plain JSON values; the facts that it shows are added to *facts*.

    Raises ValueError for what JSON cannot hold (an infinite number).
    """
    if isinstance(value, _TRACED):
        facts.update(facts_of(value))
    match value:
        case TracedBool():
            return bool(value)
        case None | bool():
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case float():
            if not math.isfinite(value):
                raise ValueError("the result is not a finite number")
            return float(value)
        case Mapping():
            return {name: reveal(part, facts) for name, part in value.items()}
        case Sequence():
            return [reveal(part, facts) for part in value]
    raise ValueError(f"a result holds a {type(value).__name__}")


def plain(value: Any) -> Any:
    """*value* as plain JSON values. Raises ValueError for what JSON cannot hold."""
    return value if type(value) in _AS_THEY_ARE else reveal(value, set())


def traced_parts(value: Any) -> Iterator[Any]:
    """*value* and its parts, those that have a fact."""
    if isinstance(value, _TRACED):
        yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from traced_parts(part)
