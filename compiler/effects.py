"""What the steps of a plan write, in words: the cells that a call changes, with what they held before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from toolwright.runtime import Bundle, Task
from toolwright.runtime.facts import EffectFact, key_text


class Effects:
    """Reads off a bundle what its tasks change. Nothing is run: a task says what each of its steps writes."""

    def __init__(self, bundle: Bundle) -> None:
        """Rows are looked up once somebody asks."""
        self._bundle = bundle
        self._rows: dict[str, Mapping[str, Mapping[str, Any]]] = {}

    def of(self, task: Task) -> dict[str, Sequence[str]]:
        """Step to a line for each cell that its golden call changes and each row that it adds or takes away.

        Steps that write nothing are left out; what a step finds is what those before it left.
        """
        written: dict[tuple[str, str], Mapping[str, Any]] = {}
        found: dict[str, Sequence[str]] = {}
        for step in task.steps:
            if not isinstance(step.golden_fact, EffectFact):
                continue
            lines: list[str] = []
            for text in sorted(step.golden_fact.writes):
                operation, entity, key, cells = json.loads(text)
                place = entity, key_text(key)
                before = written.get(place, self._stored(entity).get(place[1], {}))
                lines += _lines(operation, _row_name(entity, key), before, cells)
                written[place] = {} if operation == "delete" else {**before, **cells}
            found[step.id] = lines
        return found

    def _stored(self, entity: str) -> Mapping[str, Mapping[str, Any]]:
        """The rows of *entity* by their keys, as the bundle has them."""
        if entity not in self._rows:
            keys = self._bundle.manifest.keys.get(entity, ())
            rows = self._bundle.rows.get(entity, ())
            self._rows[entity] = {_key_of(row, keys): row for row in rows}
        return self._rows[entity]


def _row_name(entity: str, key: Any) -> str:
    """A row as the language asks for it: `Order["A-1"]`; *key* is a list where it has several parts."""
    parts = key if isinstance(key, list) else [key]
    return f"{entity}[{', '.join(map(_json, parts))}]"


def _lines(operation: str, row: str, before: Mapping[str, Any], cells: Mapping[str, Any]) -> list[str]:
    match operation:
        case "insert":
            held = ", ".join(f"{name}: {_json(value)}" for name, value in cells.items())
            return [f"adds {row}: {{ {held} }}"]
        case "delete":
            return [f"deletes {row}"]
        case _:
            old = {name: _json(before.get(name)) for name in cells}
            return [f"writes {row}.{name}: {old[name]} -> {_json(value)}" for name, value in cells.items()]


def _key_of(row: Mapping[str, Any], keys: Sequence[str]) -> str:
    parts = [row[name] for name in keys]
    return key_text(parts[0] if len(parts) == 1 else parts)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


__all__ = ["Effects"]
