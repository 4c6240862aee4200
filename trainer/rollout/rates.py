"""How fast a run is and how well it goes, while it goes."""

from __future__ import annotations

import time
from collections.abc import Callable

from .jobs import Played


class Rates:
    """Episodes and tokens a second, and the mean reward, of what was played since it was made."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count; *clock* tells seconds."""
        self._clock = clock
        self._began = clock()
        self._reward = 0.0
        self._tokens = 0
        self.episodes = 0

    def add(self, played: Played) -> None:
        """Count an episode that ended now."""
        self.episodes += 1
        self._reward += played.episode.score().reward
        self._tokens += played.trajectory.get("usage", {}).get("completion_tokens", 0)

    def __str__(self) -> str:
        """One line for people."""
        if not self.episodes:
            return ""
        seconds = max(1e-9, self._clock() - self._began)
        tokens = f", {self._tokens / seconds:,.0f} tokens/s" if self._tokens else ""
        per_second = self.episodes / seconds
        rate = f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.2f}"
        return f"{rate} episodes/s, mean reward {self._reward / self.episodes:.3f}{tokens}"
