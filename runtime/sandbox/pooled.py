"""Processes that serve everybody: faster than sessions, for packages whose functions keep nothing between calls.

What is given up against sessions: a hostile body can change what later calls of its own package give, in other episodes
too. So a package has to pass two checks: its code provably keeps nothing, and the first calls of each function give the
same in two processes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from ..errors import ErrorCode
from .package import Answered, Call, Failed, Outcome, Package, keeps_nothing
from .pool import Sandbox, Session

MAX_FRAME: Final = 64
"""Most calls that travel together."""
RECYCLE: Final = 10_000
"""A process is replaced after this many calls."""
CHECKED_TWICE: Final = 3
"""So many calls of each function are made in a second process, too, and compared."""
_DIFFERS = Failed(ErrorCode.INTERNAL, "it gives different answers in two processes")


class RemembersError(ValueError):
    """A package whose code may keep something between calls: it cannot be pooled."""


def refuse_memory(package: Package) -> None:
    """Raises RemembersError where a function of *package* may keep something between calls."""
    for function in package.functions:
        if not keeps_nothing(function.code):
            raise RemembersError(f"`{function.name}` may keep something from one call for the next")


class Pool:
    """The workers of one package. Calls of many threads are gathered into frames."""

    def __init__(self, sandbox: Sandbox, workers: int = 1) -> None:
        """Start nothing yet. Raises RemembersError."""
        refuse_memory(sandbox.package)
        self._sandbox = sandbox
        self._workers = [_Worker(sandbox) for _ in range(workers)]
        self._next = 0
        self._to_check = {function.name: CHECKED_TWICE for function in sandbox.package.functions}
        self._differs: set[str] = set()

    def call(self, function: str, arguments: Sequence[Any]) -> Outcome:
        """The outcome of one call; raises what `Session.call` raises."""
        return self.frame([(function, arguments)])[0]

    def frame(self, calls: Sequence[Call]) -> list[Outcome]:
        """The outcomes of several calls; raises what `Session.call` raises."""
        self._next = (self._next + 1) % len(self._workers)
        worker = self._workers[self._next]
        found: list[Outcome] = []
        for start in range(0, len(calls), MAX_FRAME):
            found += worker.run(calls[start : start + MAX_FRAME])
        if any(self._to_check.values()) or self._differs:
            return [self._checked(call, outcome) for call, outcome in zip(calls, found, strict=True)]
        return found

    def close(self) -> None:
        """End its processes."""
        for worker in self._workers:
            worker.close()

    def _checked(self, call: Call, outcome: Outcome) -> Outcome:
        name = call[0]
        if name in self._differs:
            return _DIFFERS
        if self._to_check[name] and isinstance(outcome, Answered):
            self._to_check[name] -= 1
            session = self._sandbox.session()
            try:
                if session.call(*call) != outcome:
                    self._differs.add(name)
                    return _DIFFERS
            finally:
                session.close()
        return outcome


class _Waiting:
    """Calls of one thread, and what became of them."""

    __slots__ = ("calls", "found", "problem")

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = calls
        self.found: list[Outcome] | None = None
        self.problem: Exception | None = None


class _Worker:
    """One process. Whoever holds its lock makes the calls of all who wait, as far as they fit into a frame."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._session = Session(sandbox)
        self._lock = threading.Lock()
        self._queue: deque[_Waiting] = deque()
        self._made = 0

    def run(self, calls: Sequence[Call]) -> list[Outcome]:
        mine = _Waiting(calls)
        self._queue.append(mine)
        with self._lock:
            while mine.found is None and mine.problem is None:
                self._serve()
        if mine.problem is not None:
            raise mine.problem
        assert mine.found is not None
        return mine.found

    def _serve(self) -> None:
        batch = [self._queue.popleft()]
        size = len(batch[0].calls)
        while self._queue and size + len(self._queue[0].calls) <= MAX_FRAME:
            batch.append(self._queue.popleft())
            size += len(batch[-1].calls)
        try:
            found = self._session.frame([call for waiting in batch for call in waiting.calls])
        except Exception as problem:
            if len(batch) > 1:
                # One of them is at fault: each is made alone, and hears of its own.
                for waiting in batch:
                    self._alone(waiting)
            else:
                batch[0].problem = problem
            return
        start = 0
        for waiting in batch:
            waiting.found = found[start : start + len(waiting.calls)]
            start += len(waiting.calls)
        self._made += size
        if self._made >= RECYCLE:
            self._made = 0
            self._session.close()

    def _alone(self, waiting: _Waiting) -> None:
        try:
            waiting.found = self._session.frame(waiting.calls)
        except Exception as problem:
            waiting.problem = problem

    def close(self) -> None:
        self._session.close()
