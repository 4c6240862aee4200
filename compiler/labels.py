"""What people call the rows of an entity by: its label, one of the entity's fields."""

from __future__ import annotations

from collections import Counter
from typing import Final

from toolwright.dsl.checking import types
from toolwright.dsl.program import Entity, Field

SPEAKING: Final = ("name", "title", "full_name", "label")
"""Names of fields that hold names of rows, the best first."""


def label_of(entity: Entity) -> str | None:
    """The field that tells most rows of *entity* apart: a name before other texts before the key; None without one."""
    single_key = entity.key[0] if len(entity.key) == 1 else None
    texts = [field for field in entity.fields if _may_call(field, single_key)]
    for field in sorted(texts, key=lambda each: _rank(each.name, single_key)):
        is_key = field.name == single_key
        if not is_key and field.name not in SPEAKING and field.name.rpartition("_")[2] not in ("name", "title"):
            continue
        values = Counter(str(row[field.name]).casefold() for row in entity.rows)
        unique = sum(n for n in values.values() if n == 1)
        if 2 * unique > len(entity.rows):
            return field.name
    return None


def _may_call(field: Field, single_key: str | None) -> bool:
    if isinstance(field.type, types.Str):
        return True
    return field.name == single_key and isinstance(field.type, types.Int | types.Date | types.Datetime)


def _rank(name: str, single_key: str | None) -> int:
    if name == single_key:
        return len(SPEAKING) + 1
    return SPEAKING.index(name) if name in SPEAKING else len(SPEAKING) + (name.rpartition("_")[2] != "name")
