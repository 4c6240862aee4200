"""The scaling operator `types`: parameters of richer types, which can say more than those they stand for.

Before: `population(city: str)`. After: `population(cities: list of str)`, or `population(city: {by, value})`.
Golden calls say in the new form what they said in the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..draft import Draft
from ..kinds import Kind, rewrite_by_kinds
from .batch import batch
from .choices import choices
from .date import date
from .key import key
from .range import range_
from .record import record
from .unit import unit

KINDS: Final[Mapping[str, Kind]] = {
    "batch": batch,
    "key": key,
    "record": record,
    "range": range_,
    "date": date,
    "choices": choices,
    "unit": unit,
}


def types(draft: Draft, strength: int, seed: int) -> Draft:
    """The operator: every tool with at most *strength* of its parameters made richer."""
    return rewrite_by_kinds("types", KINDS, draft, strength, seed)
