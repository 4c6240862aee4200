"""On which processor a child runs: beside whoever waits for it.

A caller sleeps while its child answers, so one processor is enough for both. On another one the child would have to be
woken by an interrupt between processors, which takes longer than most calls where the machine is a virtual one, and
would find nothing of the interpreter, whose code both run, in that processor's caches.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable
from typing import Final

_ANYWHERE: Final = -1


def _reader() -> Callable[[], int]:
    """What tells on which processor the calling thread runs."""
    if sys.platform != "linux":
        return lambda: _ANYWHERE
    found: Callable[[], int] = ctypes.CDLL(None).sched_getcpu
    return found


_here = _reader()


class Placement:
    """Where one child may run."""

    __slots__ = ("_alive", "_at", "_pid")

    def __init__(self, pid: int, alive: Callable[[], bool]) -> None:
        """Leave the child where it is. *alive* tells whether *pid* is still its process: ids are given again."""
        self._pid, self._alive, self._at = pid, alive, _ANYWHERE

    def beside_caller(self) -> None:
        """Let the child run where the calling thread runs; called before every request; cheap where nothing moved."""
        here = _here()
        if here != self._at:
            self._move(here)

    def anywhere(self) -> None:
        """Let the child run wherever the calling thread may: for a call that takes longer than moving does."""
        if self._at != _ANYWHERE:
            self._move(_ANYWHERE)

    def _move(self, to: int) -> None:
        self._at = to
        if sys.platform == "linux" and self._alive():
            # Where the machine does not let us, the child stays where it may run.
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._pid, os.sched_getaffinity(0) if to == _ANYWHERE else (to,))
