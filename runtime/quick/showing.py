"""What a quick function does with a result: its text, the facts that it shows, and what a row keeps of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..facts import CellFact, Facts, ValueFact
from ..jsontext import compact
from ..tables import KeepingRow
from ..tracing import TracedDict, TracedFloat, TracedInt, TracedList, TracedStr, reveal

_PLAIN = frozenset({str, int, float, bool, type(None)})
_TRACED = frozenset({TracedStr, TracedFloat, TracedInt})


def show(value: Any) -> tuple[str, tuple[Facts, ...]]:
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
    if kind is TracedDict or kind is TracedList:
        facts.add(value.fact)
    elif kind is not dict and kind is not list:
        return False
    return all(_collect(part, facts) for part in (value.values() if isinstance(value, dict) else value))


def keep(row: KeepingRow, key: Callable[[Any], Any], value: Any) -> tuple[str, tuple[Facts], Facts]:
    """Text and facts of a *value* that hangs on *row* alone, kept with the row under *key*."""
    text, (facts,) = show(value)
    kept = row.kept[key] = (text, (facts,), facts)
    return kept
