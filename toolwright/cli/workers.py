"""Processes that do a build's work beside each other, as the compiler's `Workers`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Final, TypeVar

import click

T = TypeVar("T")
R = TypeVar("R")

WORTH_SECONDS: Final = 4.0
"""Work that takes less is done here: a process takes about a second to load the compiler."""


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        # Systems that cannot tell what a process may use.
        return os.cpu_count() or 1


class Pool:
    """At most so many processes, started when there is work for them; a context manager that ends them."""

    def __init__(self, jobs: int | None) -> None:
        """*jobs* processes for any work; None takes as many as there are processors, for work that is worth it."""
        self.jobs = processors() if jobs is None else jobs
        self._worth = WORTH_SECONDS if jobs is None else 0.0
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes; work that nobody began is dropped."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def map(self, work: Callable[[T], R], items: Sequence[T], seconds: float) -> Iterator[R]:
        """*work* of each item, in their order; what takes less than a few *seconds* in all is done here."""
        if self.jobs == 1 or len(items) < 2 or seconds < self._worth:
            return map(work, items)
        if self._executor is None:
            # Fresh interpreters, not forks: nothing of the parent's state may reach what is compiled.
            self._executor = ProcessPoolExecutor(self.jobs, get_context("spawn"), _leave_stopping_to_the_parent)
        return self._told(self._executor.map(work, items))

    @staticmethod
    def _told(results: Iterator[R]) -> Iterator[R]:
        try:
            yield from results
        except BrokenProcessPool:
            raise click.ClickException(
                "a process of this build was ended from outside, which happens where memory runs out: try --jobs 1"
            ) from None


def _leave_stopping_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; one of them says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
