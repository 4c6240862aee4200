"""When a request is sent again: after what may pass, with growing pauses, and when the server asks for time."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
"""Statuses that may be gone when a request is sent again."""
_LONGEST_WISH: Final = 300.0
"""A server's wish for time is granted up to so many seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait and how often to try."""

    timeout: float = 120.0
    """Seconds for one request, from sending it to the last byte of its reply."""
    retries: int = 6
    """So often a request is sent again."""
    first_pause: float = 0.5
    """Seconds before the first time at most; twice as long each time. The pause itself is drawn between half of that
    and all of it, so that those who failed together do not come back together."""
    longest_pause: float = 30.0


class Passing(Exception):
    """What went wrong may have passed when the request is sent again. *after* is the server's wish in seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        """Keep what was said."""
        super().__init__(reason)
        self.after = after


class Pauses:
    """The pauses of all requests to one server."""

    def __init__(self, patience: Patience) -> None:
        """Wait as *patience* says."""
        self._patience = patience
        self._chance = random.Random()
        self._closed_until = 0.0

    async def before_sending(self) -> None:
        """Wait until the server has had the time that it asked for."""
        await asyncio.sleep(max(0.0, self._closed_until - time.monotonic()))

    async def before_try(self, number: int, problem: Passing) -> None:
        """Wait before a request is sent for the *number*-th time again."""
        if problem.after:
            self._closed_until = max(self._closed_until, time.monotonic() + problem.after)
        patience = self._patience
        longest = min(patience.longest_pause, patience.first_pause * 2 ** (number - 1))
        await asyncio.sleep(longest * self._chance.uniform(0.5, 1.0))


def wished_pause(headers: Mapping[str, str], now: float | None = None) -> float:
    """Seconds that a reply asks to wait (`Retry-After`: seconds or a date); 0 where it does not say.

    *now* is Unix time.
    """
    said = headers.get("retry-after", "").strip()
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - (time.time() if now is None else now)
        except (ValueError, TypeError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), _LONGEST_WISH) if seconds == seconds else 0.0
