"""The scaling operator `functionality`: tools that can do more than the one thing that a plan asks of them.

Before: `population(city)`. After: `population(city, by: "name" | "id", field: "population" | "elevation_m")`.
The new parameters are required, so a model must say which of the things it wants; golden calls say it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..draft import Draft
from ..kinds import Kind, rewrite_by_kinds
from .comparison import comparison
from .dry_run import dry_run
from .field import field
from .key import key
from .neighbour import neighbour
from .operation import operation
from .order import order

KINDS: Final[Mapping[str, Kind]] = {
    "field": field,
    "key": key,
    "neighbour": neighbour,
    "operation": operation,
    "comparison": comparison,
    "order": order,
    "dry_run": dry_run,
}


def functionality(draft: Draft, strength: int, seed: int) -> Draft:
    """The operator: every tool generalised in at most *strength* ways."""
    return rewrite_by_kinds("functionality", KINDS, draft, strength, seed)
