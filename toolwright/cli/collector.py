"""Python's garbage collector in a build, where much is made that stays: looking through all of it again and again took
a sixth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (50_000, 20, 1_000)
"""Thresholds of the collector: it looks at what is young now and then, at everything hardly ever."""


def collect_seldom() -> None:
    """From now on, in a process that does nothing else."""
    gc.set_threshold(*SELDOM)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """The same in the body alone."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
