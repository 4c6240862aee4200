"""Python's garbage collector where much is made that stays: looking through all of it again and again took a sixth of a
build's time, and 60 to 150 ms at a time of a server's.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (200_000, 1_000, 1_000)
"""Thresholds of the collector: it looks at what is young now and then, at everything hardly ever."""
BRIEFLY: Final = (20_000, 20, 20)
"""Thresholds of a collector that looks at no more than takes some milliseconds, but for hardly ever."""


def collect_seldom() -> None:
    """From now on, in a process that does nothing else."""
    gc.set_threshold(*SELDOM)


def collect_briefly() -> None:
    """From now on, in a process that answers requests: what is there by now stays and is never looked through, and what
    requests leave behind is nearly all gone when it is let go of.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*BRIEFLY)


def leave_to_the_system() -> None:
    """What is left when this process ends: Python would look through all of it twice more, which takes a tenth of a
    build's time.
    """
    atexit.register(gc.freeze)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """The same in the body alone."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
