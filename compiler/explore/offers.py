"""Which tools a task is offered: those of its plan, those of the author, and others that shorten nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from toolwright.runtime.ir.tools import Tool

from .draw import below
from .moves import Move
from .plans import Draft
from .reach import Reach

OFFERED: Final = 12
"""Tools that a task is offered at least, where so many fit."""


class Offers:
    """Chooses tools for tasks."""

    def __init__(self, seed: int, reach: Reach, tools: Mapping[Move, Tool], authored: Sequence[str]) -> None:
        """Choose by *seed* from *tools* beside those that the author wrote."""
        self._seed = seed
        self._reach = reach
        self._tools = tools
        self._authored = authored

    def to(self, task_id: str, draft: Draft) -> tuple[str, ...]:
        """Names of the tools that the task is offered."""
        own = {step.move for step in draft.steps}
        chosen: list[Move] = []
        left = OFFERED - len(own) - len(self._authored)
        others = [move for move in self._tools if move not in own]
        for move in sorted(others, key=lambda m: below(1 << 64, self._seed, task_id, self._tools[m].name)):
            if len(chosen) >= left:
                break
            if len(draft.steps) == 1 or not self._reach.short_cut(draft, [*chosen, move]):
                chosen.append(move)
        return tuple(sorted({*self._authored, *(self._tools[move].name for move in (*own, *chosen))}))
