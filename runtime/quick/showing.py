"""What a quick function does with a result: its text, the facts that it shows, and what a row keeps of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ..facts import CellFact, Facts, ValueFact
from ..jsontext import compact
from ..traced_rows import KeepingRow, TracedRow
from ..tracing import (
    LinkedInt,
    LinkedStr,
    TracedBool,
    TracedDict,
    TracedFloat,
    TracedInt,
    TracedList,
    TracedStr,
    facts_of,
    reveal,
)

Piece: TypeAlias = tuple[str, None, tuple[Facts], tuple[()]]
"""What is shown of a row as a call that shows it alone is seen: its text, no error, its facts, no writes."""

_PLAIN = frozenset({str, int, float, bool, type(None)})
_TRACED = frozenset({TracedStr, TracedFloat, TracedInt})


def show(value: Any) -> tuple[str, tuple[Facts]]:
    """The JSON text of a result and its facts. Raises ValueError for what JSON cannot hold."""
    facts: set[CellFact | ValueFact] = set()
    if not _collect(value, facts):
        value = reveal(value, facts)
    return compact(value), (frozenset(facts),)


def _collect(value: Any, facts: set[CellFact | ValueFact]) -> bool:
    """Add what *value* shows to *facts*; whether it is fit to be printed as it is."""
    kind = type(value)
    if kind in _TRACED:
        facts.add(value.fact)
        return True
    if kind in _PLAIN:
        return True
    if kind is LinkedStr or kind is LinkedInt:
        facts.update(facts_of(value))
        return True
    if kind is TracedDict or kind is TracedList:
        facts.add(value.fact)
    elif kind is not dict and kind is not list:
        return False
    return all(_collect(part, facts) for part in (value.values() if isinstance(value, dict) else value))


def keep(row: TracedRow, key: Callable[[Any], Any], value: Any) -> Piece:
    """Text and facts of a *value* that hangs on *row* alone; a row of the bundle keeps them under *key*."""
    text, facts = show(value)
    made: Piece = text, None, facts, ()
    if isinstance(row, KeepingRow):
        row._kept[key] = made
    return made


def keep_facts(row: TracedRow, key: Callable[..., Any], names: Sequence[str]) -> tuple[Facts]:
    """The facts of the cells *names* of a row; a row of the bundle keeps them under *key*, for what follows it, too."""
    cells = row.__dict__
    made = (frozenset([cells[name].fact for name in names]),)
    if isinstance(row._facts, dict):
        row._facts[key] = made
    return made


class _Texts(dict[type, Callable[[Any], str]]):
    """How a cell's value is written, by its type."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        return compact


def _truth(value: Any) -> str:
    return "true" if value else "false"


TEXT: Mapping[type, Callable[[Any], str]] = _Texts(
    {
        TracedStr: json.encoder.encode_basestring,
        TracedInt: int.__repr__,
        TracedBool: _truth,
        str: json.encoder.encode_basestring,
        bool: _truth,
    }
)
"""The text of a cell by its type, with its fact or without it; it raises ValueError for what JSON cannot hold."""
