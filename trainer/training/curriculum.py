"""A curriculum over levels: the next one is opened when the newest is played well enough."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from ..config.models import CurriculumSection


class Curriculum:
    """Which level a group is played at, by what was seen so far."""

    def __init__(self, levels: Sequence[str], settings: CurriculumSection, seed: int) -> None:
        """Rise through *levels*, the easiest first."""
        self._levels = tuple(levels)
        self._settings = settings
        self._seed = seed
        self._newest = 0
        self._seen: deque[float] = deque(maxlen=settings.window)

    @property
    def newest(self) -> str:
        """The hardest level that is open."""
        return self._levels[self._newest]

    @property
    def success(self) -> float | None:
        """Mean Solve-F1 of the latest rollouts at the newest level; None before there are any."""
        return fmean(self._seen) if self._seen else None

    def level(self, step: int, bundle: str, task: str) -> str:
        """The level at which a task is played at a step: the newest one, or for a share of the groups an earlier one.

        It hangs on the seed, the step and the task, so that all rollouts of a group have the same.
        """
        digest = hashlib.sha256(f"{self._seed}/{step}/{bundle}/{task}".encode()).digest()
        draw, which = (int.from_bytes(digest[i : i + 8], "big") / 2**64 for i in (0, 8))
        if not self._newest or draw >= self._settings.rehearsal:
            return self.newest
        return self._levels[int(which * self._newest)]

    def observe(self, played: Iterable[tuple[str, float]]) -> None:
        """Take (level, Solve-F1) of rollouts, and open the next level if the newest one is played well enough."""
        self._seen.extend(f1 for level, f1 in played if level == self.newest)
        full = len(self._seen) == self._settings.window
        if full and fmean(self._seen) >= self._settings.threshold and self._newest + 1 < len(self._levels):
            self._newest += 1
            self._seen.clear()

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps of it."""
        return {"newest": self._newest, "seen": list(self._seen)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a `state`."""
        self._newest = state["newest"]
        self._seen = deque(state["seen"], maxlen=self._settings.window)
