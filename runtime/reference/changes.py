"""Rows of the reference evaluator's world, and what one call writes to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from ..cells import row_key
from ..facts import write_text
from ..ir.tools import Entity
from .held import RowValue, same

State: TypeAlias = dict[str, dict[Any, dict[str, Any]]]
"""Entity to key to field to plain value."""


class ConstraintViolation(Exception):
    """A write that the world does not allow."""


class Changes:
    """What one call writes to a state, which is changed as it goes; who calls keeps what was there before."""

    def __init__(self, state: State, entities: Mapping[str, Entity]) -> None:
        """Write to *state*, whose *entities* go by name."""
        self._state = state
        self._entities = entities
        self.writes: list[str] = []
        """Every write as a text, in order."""

    def insert(self, entity: str, cells: dict[str, Any]) -> RowValue:
        """Add a row. Raises ConstraintViolation for a key that is taken."""
        key = row_key(self._entities[entity], cells)
        if key in self._state[entity]:
            raise ConstraintViolation(f"{entity} has a row with this key already")
        self._state[entity][key] = cells
        self._note("insert", entity, key, cells)
        return RowValue(entity, key, dict(cells))

    def update(self, row: RowValue, cells: Mapping[str, Any]) -> RowValue:
        """Change cells of a row; the new row. Raises ConstraintViolation for a row that is gone."""
        old = self._current(row)
        changed = {n: v for n, v in cells.items() if not same(old[n], v)}
        if changed:
            self._state[row.entity][row.key] = {**old, **changed}
            self._note("update", row.entity, row.key, changed)
        return RowValue(row.entity, row.key, dict(self._state[row.entity][row.key]))

    def delete(self, row: RowValue) -> None:
        """Remove a row. Raises ConstraintViolation for one that is gone."""
        self._current(row)
        del self._state[row.entity][row.key]
        self._note("delete", row.entity, row.key, {})

    def _current(self, row: RowValue) -> dict[str, Any]:
        if row.key not in self._state[row.entity]:
            raise ConstraintViolation(f"this row of {row.entity} is gone")
        return self._state[row.entity][row.key]

    def _note(self, operation: str, entity: str, key: Any, cells: Mapping[str, Any]) -> None:
        self.writes.append(write_text(operation, entity, key, cells))
