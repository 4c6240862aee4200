"""Putting declarations in an order in which each stands after what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final, NamedTuple

_MOST: Final = 100
"""Circles of several names after which no more are looked for: each takes a walk over all names."""


class Order(NamedTuple):
    """An order, and what kept some names from having one."""

    names: tuple[str, ...]
    """All names, needed ones first."""
    circles: tuple[tuple[str, ...], ...]
    """Names that need each other: each needs the next, the last needs the first."""


def in_order(needs: Mapping[str, Sequence[str]]) -> Order:
    """Order the keys of *needs*; needed names that are no keys are left out."""
    rank = {name: number for number, name in enumerate(needs)}
    circles = [(name,) for name, needed in needs.items() if name in needed]
    open_needs = {name: [n for n in needed if n in needs and n != name] for name, needed in needs.items()}
    for _ in range(_MOST):
        try:
            return Order(tuple(TopologicalSorter(open_needs).static_order()), tuple(circles))
        except CycleError as problem:
            # graphlib lists each name before the one that needs it, and the first one twice.
            circle = tuple(reversed(problem.args[1][1:]))
            at = circle.index(min(circle, key=rank.__getitem__))
            circles.append(circle[at:] + circle[:at])
            for name in circle:
                open_needs[name] = [n for n in open_needs[name] if n not in circle]
    return Order(tuple(needs), tuple(circles))
