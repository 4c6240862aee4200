"""Types that hold what several types hold, or nothing where no such type says enough."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from toolwright.runtime.ir.types import EnumType, FloatType, IntType, ListType, OptionalType, RecordType, StrType


def joined(types: Sequence[Any]) -> Any:
    """The narrowest type of the same form that takes whatever one of *types* takes, None where there is none."""
    return reduce(lambda a, b: None if a is None else _join(a, b), types[1:], types[0])


def _join(a: Any, b: Any) -> Any:
    if a == b:
        return a
    match a, b:
        case (StrType(), StrType()) | (IntType(), IntType()) | (FloatType(), FloatType()):
            if not isinstance(a, StrType) and a.unit != b.unit:
                return None
            pattern = {"pattern": a.pattern if a.pattern == b.pattern else None} if isinstance(a, StrType) else {}
            return a.model_copy(update={"low": _least(a.low, b.low), "high": _most(a.high, b.high), **pattern})
        case EnumType(), EnumType():
            # A name is that of a declared enum: its members are what they are.
            return None
        case (ListType(), ListType()) | (OptionalType(), OptionalType()):
            item = _join(a.item, b.item)
            bounds = {"low": _least(a.low, b.low), "high": _most(a.high, b.high)} if isinstance(a, ListType) else {}
            return item and a.model_copy(update={"item": item, **bounds})
        case RecordType(), RecordType() if [f.name for f in a.fields] == [f.name for f in b.fields]:
            fields = [(x, _join(x.value, y.value)) for x, y in zip(a.fields, b.fields, strict=True)]
            if any(value is None or x.absent for x, value in fields):
                return None
            return RecordType(fields=tuple(x.model_copy(update={"value": value}) for x, value in fields))
    return None


def _least(a: Any, b: Any) -> Any:
    return None if a is None or b is None else min(a, b)


def _most(a: Any, b: Any) -> Any:
    return None if a is None or b is None else max(a, b)
