"""Rows in the order of their keys: so a bundle holds them, and so plans and tests see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolwright.dsl import Program


def in_key_order(program: Program) -> Program:
    """*program* with the rows of each entity sorted by their key."""
    entities = {
        name: replace(entity, rows=tuple(sorted(entity.rows, key=lambda row: _key(entity.key, row))))
        for name, entity in program.entities.items()
    }
    return replace(program, entities=entities)


def _key(names: Sequence[str], row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    parts = [row[name] for name in names]
    flat = [part for value in parts for part in (value if isinstance(value, tuple) else [value])]
    return tuple((type(part).__name__, part) for part in flat)
