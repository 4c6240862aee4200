"""Processes that do a build's work beside each other, as the compiler's `Workers`.

Each process gets what all items share once, not with every item nor for every piece of work, and is given items that
are alike one after the other: what it made for the first of them serves the others.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Final, TypeVar

import click

from .collector import collect_seldom, leave_to_the_system

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

WORTH_SECONDS: Final = 4.0
"""Work that takes less is done here: a process takes about a second to load the compiler."""
AHEAD: Final = 2
"""Items that a process has at a time where there are many: one more than it works at, so that it never waits."""
MANY: Final = 8
"""So many items for each process are many; of fewer, none is promised to a process before it is free."""
KEPT: Final = 3
"""Of so many pieces of work processes keep what all items shared: the next ones may share it, too."""
WORTH_JOINING: Final = 4
"""So many alike items must be left for a second process to help with them, since it begins at nothing."""


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
        self._processes: list[ProcessPoolExecutor] = []
        self._kept: list[_Kept] = []
        self._works = 0
        self._homes: dict[Hashable, int] = {}
        """What items are like, and the process that did such items last: it has made what they need."""

    def __enter__(self) -> Pool:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes; work that nobody began is dropped."""
        for process in self._processes:
            process.shutdown(cancel_futures=True)

    def begin(self, module: str, seconds: float) -> None:
        """Let the processes load *module* beside what is done here, where work of so many *seconds* is to come."""
        if self.jobs > 1 and seconds >= self._worth:
            for process in self._started():
                process.submit(_load, module)

    def map(
        self,
        work: Callable[[S, T], R],
        shared: S,
        items: Sequence[T],
        seconds: float,
        alike: Callable[[T], Hashable],
    ) -> Iterator[R]:
        """*work* of *shared* and each item, in their order; what takes less than a few *seconds* in all is done here.

        Items of which *alike* says the same go to the same process as long as that keeps all at work.
        """
        if self.jobs == 1 or len(items) < 2 or seconds < self._worth:
            return (work(shared, item) for item in items)
        processes = self._started()
        return self._told(_Spread(processes, self._homes, self._keep(shared), work, items, alike).results())

    def _started(self) -> Sequence[ProcessPoolExecutor]:
        while len(self._processes) < self.jobs:
            # Fresh interpreters, not forks: nothing of the parent's state may reach what is compiled. They are started
            # when they are first given something.
            self._processes.append(ProcessPoolExecutor(1, get_context("spawn"), _begin))
        return self._processes

    def _keep(self, shared: Any) -> _Kept:
        """What all processes keep of *shared*, which they have already if it is the object of a work shortly before."""
        kept = next((kept for kept in self._kept if kept.shared is shared), None)
        if kept is None:
            self._works += 1
            kept = _Kept(self._works, shared)
        self._kept = [*(each for each in self._kept if each is not kept), kept]
        done = [each for each in self._kept[:-KEPT] if each.works == 0]
        for each in done:
            for process in each.had_by:
                self._processes[process].submit(_forget, each.number)
        self._kept = [each for each in self._kept if each not in done]
        return kept

    @staticmethod
    def _told(results: Iterator[R]) -> Iterator[R]:
        try:
            yield from results
        except BrokenProcessPool:
            raise click.ClickException(
                "a process of this build was ended from outside, which happens where memory runs out: try --jobs 1"
            ) from None


@dataclass(eq=False, slots=True)
class _Kept:
    """What items share, as processes keep it."""

    number: int
    shared: Any
    had_by: set[int] = field(default_factory=set)
    """The processes that have it."""
    works: int = 0
    """How many pieces of work are on their way with it."""


class _Spread:
    """Items on their way through processes."""

    def __init__(
        self,
        processes: Sequence[ProcessPoolExecutor],
        homes: dict[Hashable, int],
        kept: _Kept,
        work: Callable[[Any, Any], Any],
        items: Sequence[Any],
        alike: Callable[[Any], Hashable],
    ) -> None:
        self._processes = processes
        self._homes = homes
        self._kept = kept
        self._work = work
        self._items = items
        self._left: dict[Hashable, deque[int]] = {}
        for place, item in enumerate(items):
            self._left.setdefault(alike(item), deque()).append(place)
        self._at: dict[int, Hashable] = {}
        """Process to what the items that it does are like."""
        self._busy: dict[Future[Any], tuple[int, int]] = {}
        """What is being done, each by process and item."""
        kept.works += 1

    def results(self) -> Iterator[Any]:
        """What becomes of the items, in their order."""
        done: dict[int, Any] = {}
        for _ in range(AHEAD if len(self._items) >= MANY * len(self._processes) else 1):
            for process in range(len(self._processes)):
                self._give(process)
        for place in range(len(self._items)):
            while place not in done:
                for future in wait(self._busy, return_when=FIRST_COMPLETED).done:
                    process, finished = self._busy.pop(future)
                    done[finished] = future.result()
                    self._give(process)
            yield done.pop(place)
        self._kept.works -= 1

    def _give(self, process: int) -> None:
        """Give a process its next item, if there is one for it."""
        kind = self._at.get(process)
        if kind not in self._left:
            others = set(self._at.values())
            free = [kind for kind in self._left if kind not in others]
            joined = [kind for kind, left in self._left.items() if len(left) >= WORTH_JOINING]
            if not free and not joined:
                return
            own = [kind for kind in free if self._homes.get(kind, process) == process]
            kind = (own or free)[0] if free else max(joined, key=lambda each: len(self._left[each]))
            self._at[process] = kind
            self._homes[kind] = process
        left = self._left[kind]
        place = left.popleft()
        if not left:
            del self._left[kind]
        executor = self._processes[process]
        if process not in self._kept.had_by:
            self._kept.had_by.add(process)
            executor.submit(_keep, self._kept.number, self._kept.shared)
        self._busy[executor.submit(_do, self._kept.number, self._work, self._items[place])] = process, place


_SHARED: Final[dict[int, Any]] = {}
"""In a process of a pool: what the items of pieces of work share, by its number."""


def _load(module: str) -> None:
    import_module(module)


def _keep(number: int, shared: Any) -> None:
    _SHARED[number] = shared


def _forget(number: int) -> None:
    del _SHARED[number]


def _do(number: int, work: Callable[[Any, T], R], item: T) -> R:
    return work(_SHARED[number], item)


def _begin() -> None:
    # Ctrl-C reaches every process of a terminal; the parent says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    leave_to_the_system()
