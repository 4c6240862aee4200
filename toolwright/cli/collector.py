"""Python's garbage collector in a build, where much is made that stays: looking through all of it again and again took
a sixth of the time.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (200_000, 1_000, 1_000)
"""Thresholds of the collector: it looks at what is young now and then, at everything hardly ever."""


def collect_seldom() -> None:
    """From now on, in a process that does nothing else."""
    gc.set_threshold(*SELDOM)


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
