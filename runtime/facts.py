"""Facts and receipts: what a step asks for, and what an executed call showed.

A fact is a stored cell, a computed value, or an effect (DESIGN.md 6). Receipts come from execution alone: cells carry
their fact through the generated functions (`runtime.tracing`), the reference evaluator carries it beside each value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from .jsontext import canonical


class CellFact(NamedTuple):
    """A stored cell.

    Facts are tuples because calls make and look up very many. No cell's fact equals a value's: a key's text is never
    that of an object, the text of arguments always is.
    """

    entity: str
    key: str
    """Canonical JSON of the row's key (a list where it has several parts)."""
    field: str


class ValueFact(NamedTuple):
    """A value that no single cell holds: part of the result of a base tool's call."""

    tool: str
    arguments: str
    """Canonical JSON of the base arguments, those that equal their default left out."""
    path: str
    """JSON pointer into the base result, empty for the whole."""


@dataclass(frozen=True, slots=True)
class EffectFact:
    """Committed writes, each in canonical form (`write_text`)."""

    writes: frozenset[str]


Fact: TypeAlias = CellFact | ValueFact | EffectFact
Facts: TypeAlias = frozenset[CellFact | ValueFact]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one successful call showed and wrote."""

    facts: frozenset[CellFact | ValueFact]
    writes: frozenset[str] = frozenset()

    def holds(self, fact: Fact) -> bool:
        """Whether the call showed *fact*."""
        if isinstance(fact, EffectFact):
            return fact.writes <= self.writes
        return fact in self.facts


NOTHING = Receipt(frozenset())
"""The receipt of a call that failed."""


def key_text(key: Any) -> str:
    """A row's key as canonical JSON."""
    return canonical(list(key) if isinstance(key, tuple) else key)


def write_text(operation: str, entity: str, key: Any, cells: Mapping[str, Any]) -> str:
    """A write in canonical form, fit to compare; *cells* are plain values by field name."""
    return canonical([operation, entity, list(key) if isinstance(key, tuple) else key, cells])


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """A fact as it stands in `tasks.jsonl`."""
    match fact:
        case CellFact(entity, key, field):
            return {"kind": "cell", "entity": entity, "key": json.loads(key), "field": field}
        case ValueFact(tool, arguments, path):
            return {"kind": "value", "tool": tool, "arguments": json.loads(arguments), "path": path}
        case EffectFact(writes):
            return {"kind": "effect", "writes": [json.loads(write) for write in sorted(writes)]}


def fact_from_json(data: Mapping[str, Any]) -> Fact:
    """The fact that `fact_to_json` wrote; raises ValueError on anything else."""
    match dict(data):
        case {"kind": "cell", "entity": str(entity), "key": key, "field": str(field), **rest} if not rest:
            return CellFact(entity, canonical(key), field)
        case {"kind": "value", "tool": str(tool), "arguments": dict(given), "path": str(path), **rest} if not rest:
            return ValueFact(tool, canonical(given), path)
        case {"kind": "effect", "writes": [*writes], **rest} if not rest and writes:
            return EffectFact(frozenset(map(canonical, writes)))
    raise ValueError("not a fact")
