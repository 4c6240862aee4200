"""Whether a type still takes every value that it took."""

from __future__ import annotations

from typing import Any

from toolwright.runtime.ir.types import (
    EnumType,
    ListType,
    MapType,
    OptionalType,
    RecordType,
    RowType,
    StrType,
    Type,
)


def narrowed(old: Type, new: Type) -> str | None:
    """Why a value of *old* may be refused by *new*, or mean something else there; None where neither can be."""
    match old, new:
        case OptionalType(), OptionalType():
            return narrowed(old.item, new.item)
        case OptionalType(), _:
            return "null is refused"
        case _, OptionalType():
            return narrowed(old, new.item)
        case EnumType(), EnumType():
            gone = [member for member in old.members if member not in new.members]
            return f"without {', '.join(gone)}" if gone else None
        case EnumType(), StrType(low=None, high=None, pattern=None):
            return None
        case RecordType(), RecordType():
            return _records(old, new)
        case MapType(), MapType():
            return narrowed(old.key, new.key) or narrowed(old.value, new.value) or _bounds(old, new)
        case ListType(), ListType():
            return narrowed(old.item, new.item) or _bounds(old, new)
        case RowType(), RowType():
            return None if old.entity == new.entity else f"keys of {new.entity}"
    if old.type != new.type and (old.type, new.type) != ("int", "float"):
        return f"{new.type} instead of {old.type}"
    return _bounds(old, new) or _wording(old, new)


def _records(old: RecordType, new: RecordType) -> str | None:
    before, after = {f.name: f for f in old.fields}, {f.name: f for f in new.fields}
    for name, field in before.items():
        if name not in after:
            return f"without the field {name}"
        if field.absent and not after[name].absent:
            return f"the field {name} is required"
        if reason := narrowed(field.value, after[name].value):
            return f"{name}: {reason}"
    needed = [name for name, field in after.items() if name not in before and not field.absent]
    return f"the field {needed[0]} is required" if needed else None


def _bounds(old: Any, new: Any) -> str | None:
    low, high = getattr(new, "low", None), getattr(new, "high", None)
    was_low, was_high = getattr(old, "low", None), getattr(old, "high", None)
    if low is not None and (was_low is None or low > was_low):
        return f"at least {low}"
    if high is not None and (was_high is None or high < was_high):
        return f"at most {high}"
    return None


def _wording(old: Any, new: Any) -> str | None:
    pattern = getattr(new, "pattern", None)
    if pattern is not None and pattern != getattr(old, "pattern", None):
        return f"it must match {pattern}"
    unit = getattr(new, "unit", None)
    return f"in {unit}" if unit is not None and unit != getattr(old, "unit", None) else None
