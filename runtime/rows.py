"""The rows of a bundle against its entities: what tools read must be what the intermediate form says it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .cells import cell_validator, links, row_key
from .errors import CallError
from .ir.tools import Entity

MAX_ROWS = 2_000_000
"""Most rows of all entities together."""


def row_problem(
    entities: Sequence[Entity], rows: Mapping[str, Sequence[Any]], keys: Mapping[str, Sequence[str]]
) -> str | None:
    """The first thing that is wrong with *rows*, None where all fit; *keys* are what the manifest says of them."""
    if sum(map(len, rows.values())) > MAX_ROWS:
        return f"there are more than {MAX_ROWS:,}"
    by_name = {entity.name: entity for entity in entities}
    if other := sorted(by_name.keys() ^ keys.keys()):
        return f"{other[0]} is not in the manifest, or there alone"
    known: dict[str, set[Any]] = {}
    for name, entity in by_name.items():
        if tuple(keys[name]) != entity.key:
            return f"the key of {name} is another one in the manifest"
        validate = cell_validator(entity, by_name)
        held = known[name] = set()
        for number, row in enumerate(rows.get(name, ()), 1):
            place = f"row {number} of {name}"
            if not isinstance(row, dict):
                return f"{place} is no object"
            if isinstance(wrong := validate(row), CallError):
                return f"{place}: {wrong.message}"
            key = row_key(entity, row)
            if key in held:
                return f"{place} has the key of another"
            held.add(key)
    for name, entity in by_name.items():
        for field, target in links(entity):
            for number, row in enumerate(rows.get(name, ()), 1):
                if row[field] is not None and row[field] not in known[target]:
                    return f"row {number} of {name}: {field} leads nowhere"
    return None
