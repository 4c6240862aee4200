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
        left = max(0, OFFERED - len(own) - len(self._authored))
        others = [move for move in self._tools if move not in own]
        others.sort(key=lambda move: below(1 << 64, self._seed, task_id, self._tools[move].name))
        chosen = others[:left]
        if self._shorten(draft, chosen):  # most do not, so all are asked about at once
            chosen = []
            for move in others:
                if len(chosen) < left and not self._shorten(draft, [*chosen, move]):
                    chosen.append(move)
        return tuple(sorted({*self._authored, *(self._tools[move].name for move in (*own, *chosen))}))

    def _shorten(self, draft: Draft, chosen: Sequence[Move]) -> bool:
        return bool(chosen) and len(draft.steps) > 1 and self._reach.short_cut(draft, chosen)
