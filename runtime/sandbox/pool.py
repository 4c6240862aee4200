"""The sandbox of one package: its zygote, and which process makes a call.

An extern function is a function of its arguments, so a call whose process died may be made again in another process:
whoever killed it, nothing of the call is left. What dies or breaks the rules three times is refused.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import weakref
from collections.abc import Sequence
from typing import Any, Final

from ..errors import ErrorCode
from .child import Child, ChildLostError, TimeUpError
from .frames import BrokenFrameError, Ids, largest, outcomes, request
from .launch import Confinement, Zygote, ZygoteGoneError
from .package import (
    MAX_ANSWER,
    MAX_REQUEST,
    TOO_LARGE,
    Call,
    Failed,
    Outcome,
    Package,
    SandboxUnavailableError,
)

if sys.platform != "win32":
    import resource

MAX_LIVE: Final = 256
"""Most children of one sandbox at a time, where the limit on open files allows it; the oldest makes room."""
_FEWEST_LIVE = 4
_HANDLES = 3
"""Descriptors of one child."""
_TRIES = 3
_TIME_UP = Failed(ErrorCode.TIMEOUT, "it used up its time, and its process was killed")


class Sandbox:
    """Runs the functions of one package. Safe for many threads; a fork of this process gets children of its own."""

    def __init__(self, package: Package, confinement: Confinement | None = None) -> None:
        """Start nothing yet. `shared.sandbox_for` is the door that first proves that the confinement holds here."""
        self.package = package
        self._confinement = confinement or Confinement()
        self._seconds = {function.name: function.timeout_ms / 1000 for function in package.functions}
        self._most = max(_FEWEST_LIVE, min(MAX_LIVE, _open_files() // 2 // _HANDLES))
        self._begin()
        _everywhere.add(self)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._ids = Ids()
        self._zygote: Zygote | None = None
        self._holders: dict[int, weakref.ref[Session]] = {}

    def session(self) -> Session:
        """A session, whose calls are made in a process of its own."""
        return Session(self)

    def started(self) -> Zygote:
        """The zygote, started where it is not. Raises SandboxUnavailableError."""
        with self._lock:
            return self._running()

    def child_for(self, session: Session, lost_one: bool = False) -> Child:
        """A fresh child for *session*, which may just have *lost one*. Raises SandboxUnavailableError."""
        with self._lock:
            if len(self._holders) >= self._most:
                self._make_room()
            child = self._child(lost_one)
            self._holders.pop(id(session), None)
            self._holders[id(session)] = weakref.ref(session)
            return child

    def refill(self, only_if_none: bool = False) -> None:
        """Have the children made that wait for the next sessions; or *only if none* waits."""
        with self._lock:
            if self._zygote is not None and not (only_if_none and self._zygote.has_spares):
                # Whoever next needs a child of a zygote that is gone starts another.
                with contextlib.suppress(ZygoteGoneError):
                    self._zygote.refill()

    def attempt(self, child: Child, calls: Sequence[Call]) -> list[Outcome]:
        """The outcomes of *calls*, made by *child* in one frame.

        Raises TimeUpError or ChildLostError, after either of which the child is closed; KeyError for a function that
        the package does not have; ValueError, TypeError or UnicodeEncodeError for arguments that are no JSON values.
        """
        ident = self._ids.draw()
        seconds = self._seconds[calls[0][0]] if len(calls) == 1 else sum([self._seconds[name] for name, _ in calls])
        frame = request(ident, calls, MAX_ANSWER)
        if len(frame) > MAX_REQUEST:
            return [TOO_LARGE] * len(calls)
        payload = child.ask(frame, largest(len(calls), MAX_ANSWER), seconds)
        try:
            return outcomes(payload, ident, len(calls))
        except BrokenFrameError as problem:
            child.close()
            raise ChildLostError(str(problem)) from None

    def close(self) -> None:
        """End all its processes; it may be used again."""
        with self._lock:
            zygote, self._zygote = self._zygote, None
            sessions = [session for held in self._holders.values() if (session := held())]
            self._holders.clear()
        for session in sessions:
            session.close()
        if zygote is not None:
            zygote.close()

    def begin_after_fork(self) -> None:
        """In a fork of the process that made this sandbox: leave that process's children alone, and start anew."""
        for held in self._holders.values():
            if session := held():
                session.begin_after_fork()
        if self._zygote is not None:
            self._zygote.forget()
        self._begin()

    def __del__(self) -> None:
        """Leave no process behind."""
        if self._zygote is not None:
            self._zygote.close()

    def _running(self) -> Zygote:
        if self._zygote is None:
            self._zygote = Zygote(self.package, self._confinement)
        return self._zygote

    def _child(self, lost_one: bool) -> Child:
        try:
            return self._running().child(lost_one)
        except ZygoteGoneError:
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None
        try:
            return self._running().child()
        except ZygoteGoneError as problem:
            raise SandboxUnavailableError(f"the zygote does not stay: {problem}") from None

    def _make_room(self) -> None:
        """Take its child from the session that has had one for longest, where there are too many."""
        for key in list(self._holders):
            if len(self._holders) < self._most:
                return
            session = self._holders[key]()
            if session is None or session.give_up():
                del self._holders[key]


class Session:
    """The calls of one episode: they share a process that no other session ever had."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Start nothing yet: the process is taken at the first call."""
        self._sandbox = sandbox
        self._child: Child | None = None
        self._owes = False
        self._lock = threading.Lock()

    def call(self, function: str, arguments: Sequence[Any]) -> Outcome:
        """The outcome of one call.

        Raises SandboxUnavailableError; KeyError, ValueError or TypeError as `Sandbox.attempt` does.
        """
        return self.frame([(function, arguments)])[0]

    def frame(self, calls: Sequence[Call]) -> list[Outcome]:
        """The outcomes of several calls, which travel together; raises what `call` raises."""
        if self._child is None or self._child.closed:
            try:
                return self._frame(calls)
            finally:
                # The first answer is what somebody waits for; whoever goes on pays for the child that it took.
                self._owes = True
                self._sandbox.refill(only_if_none=True)
        found = self._frame(calls)
        self._pay()
        return found

    def _frame(self, calls: Sequence[Call]) -> list[Outcome]:
        with self._lock:
            reason = ""
            for _ in range(_TRIES):
                if self._child is None or self._child.closed:
                    self._child = self._sandbox.child_for(self, lost_one=bool(reason))
                try:
                    return self._sandbox.attempt(self._child, calls)
                except TimeUpError:
                    if len(calls) == 1:
                        return [_TIME_UP]
                    break
                except ChildLostError as problem:
                    reason = str(problem)
            if len(calls) == 1:
                return [Failed(ErrorCode.RESOURCE_LIMIT, reason)]
        # One of them ended the process: made one by one, the others have their answers.
        return [self.call(*call) for call in calls]

    def give_up(self) -> bool:
        """Let another session have the room; False where a call is being made."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self._drop()
            return True
        finally:
            self._lock.release()

    def close(self) -> None:
        """End its process; it may be used again."""
        with self._lock:
            self._drop()
        self._pay()

    @property
    def pid(self) -> int | None:
        """The id of its process, where it has one."""
        return None if self._child is None or self._child.closed else self._child.pid

    def begin_after_fork(self) -> None:
        """See `Sandbox.begin_after_fork`."""
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.forget()
            self._child = None

    def _pay(self) -> None:
        if self._owes:
            self._owes = False
            self._sandbox.refill()

    def _drop(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


def _open_files() -> int:
    """How many descriptors this process may have."""
    if sys.platform == "win32":
        return 0
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


_everywhere: weakref.WeakSet[Sandbox] = weakref.WeakSet()


def _after_fork() -> None:
    for sandbox in list(_everywhere):
        sandbox.begin_after_fork()


def _at_exit() -> None:
    for sandbox in list(_everywhere):
        sandbox.close()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
