"""Calls in pydantic-monty: each in a session of its own, so that nothing is left of one for the next."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from ...errors import ErrorCode
from ...jsontext import compact
from ..frames import BrokenFrameError, read_value
from ..package import (
    MAX_ANSWER,
    MAX_REQUEST,
    TOO_LARGE,
    Answered,
    Call,
    Failed,
    Function,
    Outcome,
    Package,
    SandboxUnavailableError,
)
from .fits import misfit

if TYPE_CHECKING:
    from pydantic_monty import Monty, MontyRuntimeError, MontySession

LEAST_SECONDS: Final = 1.0
"""A call may take so long by the clock, however short its time is: a busy machine makes honest calls wait."""
FACTOR: Final = 10
"""A call may take so many times its processor time by the clock: this interpreter is about five times slower."""
_CODE_FEED = 1
"""Which of a session's texts is the author's, counted from 0; it names the lines of tracebacks."""
_MAX_REASON = 300
_CALLS_OF_A_PROCESS = 10_000
_MOMENT = datetime(2000, 1, 1)
_TRIES = 2
_GRACE_SECONDS = 0.5
"""So long after the end of its time a call that does not look at the clock has its process killed."""
_TIME_UP = Failed(ErrorCode.TIMEOUT, "it used up its time")
_FORKED = "pydantic-monty does not run in forks of a process that has used it; start processes fresh (`spawn`)"
_LONG_ANSWER = Failed(ErrorCode.RESOURCE_LIMIT, f"its answer has more than {MAX_ANSWER} bytes")


class Interpreter:
    """Runs the functions of one package. Safe for many threads."""

    def __init__(self, package: Package, least_seconds: float = LEAST_SECONDS) -> None:
        """Start nothing yet. `shared.sandbox_for` is the door that first proves that the interpreter holds here."""
        self.package = package
        self._functions = {function.name: function for function in package.functions}
        self._least_seconds = least_seconds

    def session(self) -> Interpreter:
        """What calls are made with: this, as no call knows of another."""
        return self

    def misfits(self) -> dict[str, str]:
        """Function to what it needs of Python that the interpreter does not have, for those that need something.

        Raises SandboxUnavailableError.
        """
        return {name: why for name, function in self._functions.items() if (why := self._misfit(function)) is not None}

    def _misfit(self, function: Function) -> str | None:
        from pydantic_monty import MontyError

        def problem(text: str) -> BaseException | None:
            try:
                with self._opened(function) as session:
                    session.feed_run(text, print_callback=_nowhere)
            except MontyError as found:
                return found.exception()
            return None

        return misfit(function, problem)

    def call(self, function: str, arguments: Sequence[Any]) -> Outcome:
        """The outcome of one call.

        Raises SandboxUnavailableError; KeyError for a function that the package does not have; ValueError, TypeError
        or UnicodeEncodeError for arguments that are no JSON values.
        """
        body = self._functions[function]
        if len(compact(arguments).encode()) > MAX_REQUEST:
            return TOO_LARGE
        return self._called(body, list(arguments))

    def frame(self, calls: Sequence[Call]) -> list[Outcome]:
        """The outcomes of several calls; raises what `call` raises."""
        return [self.call(*call) for call in calls]

    def close(self) -> None:
        """Nothing: no call leaves anything behind."""

    def _called(self, body: Function, arguments: list[Any]) -> Outcome:
        from pydantic_monty import MontyCrashedError, MontyError, MontyRuntimeError

        outcome: Outcome = _TIME_UP
        for _ in range(_TRIES):
            try:
                return self._answer(body, arguments)
            except MontyCrashedError as problem:
                if problem.timed_out:
                    return _TIME_UP
                outcome = Failed(ErrorCode.RESOURCE_LIMIT, "its process ended")
            except MontyRuntimeError as problem:
                return _failed(problem)
            except MontyError as problem:
                return Failed(ErrorCode.INTERNAL, _short(str(problem)))
        return outcome

    def _answer(self, body: Function, arguments: list[Any]) -> Outcome:
        # Names that the body cannot foresee; a slice needs no name that it could change.
        mark = secrets.token_hex(8)
        writer, given = f"json_{mark}", f"given_{mark}"
        call = (
            f"{writer}.dumps({body.name}(*{given}), ensure_ascii=False, allow_nan=False, separators=(',', ':'))"
            f"[:{MAX_ANSWER + 1}]"
        )
        with self._opened(body) as session:
            session.feed_run(f"import json as {writer}\n{_imports(body)}", print_callback=_nowhere)
            session.feed_run(body.code, print_callback=_nowhere)
            text = session.feed_run(call, inputs={given: arguments}, print_callback=_nowhere)
        if type(text) is not str:
            return Failed(ErrorCode.RESOURCE_LIMIT, "it answers with something that is no JSON text")
        if len(text) > MAX_ANSWER or len(text.encode()) > MAX_ANSWER:
            return _LONG_ANSWER
        try:
            return Answered(read_value(text))
        except BrokenFrameError as problem:
            return Failed(ErrorCode.RESOURCE_LIMIT, str(problem))

    @contextlib.contextmanager
    def _opened(self, body: Function) -> Iterator[MontySession]:
        seconds = max(self._least_seconds, FACTOR * body.timeout_ms / 1000)
        with _workers.running().checkout(
            limits={"max_feed_duration_secs": seconds, "max_memory": self.package.memory},
            os_policy={"sleep": "zero", "datetime": _MOMENT, "random_start": {"seed": 0}},
        ) as session:
            yield session


def _imports(function: Function) -> str:
    return "\n".join(f"import {module}" for module in function.imports)


def _nowhere(stream: str, text: str) -> None:
    """Where a body's prints go."""


def _failed(problem: MontyRuntimeError) -> Failed:
    inner, frames = problem.exception(), problem.traceback()
    if isinstance(inner, TimeoutError) and not frames:
        return _TIME_UP  # one that the body raises itself has a line
    lines = [frame.line for frame in frames if frame.filename == f"<python-input-{_CODE_FEED}>"]
    place = f"line {lines[-1]}: " if lines else ""
    of_limits = isinstance(inner, MemoryError | RecursionError)
    code = ErrorCode.RESOURCE_LIMIT if of_limits else ErrorCode.INTERNAL
    said = str(inner)
    return Failed(code, _short(f"{place}{type(inner).__name__}{': ' if said else ''}{said}"))


def _short(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:_MAX_REASON]


class _Workers:
    """The interpreter's processes, which all packages of this process share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: Monty | None = None
        self._of_parent: Monty | None = None
        """The pool of the process that this one was forked from: kept, since letting go of it ends its processes."""

    def running(self) -> Monty:
        """They, started where they are not. Raises SandboxUnavailableError."""
        with self._lock:
            if self._of_parent is not None:
                raise SandboxUnavailableError(_FORKED)
            if self._pool is None:
                try:
                    from pydantic_monty import Monty

                    pool = Monty(max_checkouts_per_worker=_CALLS_OF_A_PROCESS, feed_duration_limit_grace=_GRACE_SECONDS)
                    self._pool = pool.__enter__()
                except ImportError:
                    raise SandboxUnavailableError("pydantic-monty is not installed") from None
                except (OSError, RuntimeError) as problem:
                    raise SandboxUnavailableError(f"pydantic-monty does not start: {problem}") from None
            return self._pool

    def close(self) -> None:
        """End them; they may be used again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def begin_after_fork(self) -> None:
        """In a fork of the process that started them: leave its processes alone; threads that lead them are gone."""
        self._lock = threading.Lock()
        self._of_parent = self._of_parent or self._pool
        self._pool = None


_workers = _Workers()
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_workers.begin_after_fork)
atexit.register(_workers.close)
