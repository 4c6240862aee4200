"""The functions of a package inside a child: made ready, called, and their answers written down as JSON."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, NoReturn

MAX_REASON = 300
"""Most characters of what a child says about a failure."""

_being_written: dict[int, Any] = {}
"""What holds the value that is being written, so that nothing is written inside itself."""


def _no_json(value: Any) -> NoReturn:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


# Made once, as making it takes longer than writing a short answer does.
_pieces: Any = vars(json.encoder)["c_make_encoder"](
    _being_written, _no_json, json.encoder.encode_basestring, None, ":", ",", False, False, False
)


def _encode(value: Any) -> str:
    _being_written.clear()
    return "".join(_pieces(value, 0))


class TimeUpError(BaseException):
    """The host's signal that a call has used most of its time."""


class Body:
    """One function as its author wrote it."""

    def __init__(
        self, name: str, code: CodeType, modules: tuple[str, ...], keeps_nothing: bool, begins_at_once: bool
    ) -> None:
        """Take compiled *code*, which is not run here.

        *modules* are loaded already. A body that *keeps_nothing* between calls is run once, all others from the top at
        each call, so that a call never sees what another left behind. One that *begins_at_once*, too, is run while its
        process waits.
        """
        self._name = name
        self._code = code
        self._modules = {word.partition(".")[0]: sys.modules[word.partition(".")[0]] for word in modules}
        self._keeps_nothing = keeps_nothing
        self._begins_early = keeps_nothing and begins_at_once
        self._made: Callable[..., Any] | None = None

    def function(self) -> Callable[..., Any]:
        """The function, ready to be called."""
        if self._made is not None:
            return self._made
        space: dict[str, Any] = {"__builtins__": __builtins__, "__name__": "extern", **self._modules}
        exec(self._code, space)
        made: Callable[..., Any] = space[self._name]
        if self._keeps_nothing:
            self._made = made
        return made

    def begin(self) -> None:
        """Make the function ready before it is first called, where its code allows that."""
        if self._begins_early:
            # What goes wrong here goes wrong again at the call, and is told there.
            with contextlib.suppress(Exception):
                self.function()


class Caller:
    """Calls bodies, one at a time, and always has an answer."""

    def __init__(self, bodies: dict[str, Body]) -> None:
        """Take the bodies of a package by name."""
        self._bodies = bodies
        self._busy = False
        self._settle = tuple(_settlers())

    def begin(self) -> None:
        """Make functions ready that are ready early."""
        for body in self._bodies.values():
            body.begin()

    def time_up(self, *_: object) -> None:
        """The handler of the host's signal."""
        if self._busy:
            raise TimeUpError

    def answer(self, name: str, arguments: list[Any], most: int) -> str:
        """The answer to one call as JSON: `[0,value]`, or `[1,kind,reason]`; the value has at most *most* bytes."""
        try:
            self._busy = True
            for settle in self._settle:
                settle()
            text = _encode(self._bodies[name].function()(*arguments))
            self._busy = False
        except TimeUpError:
            self._busy = False
            return _refused("timeout", "it used up its time")
        except (MemoryError, RecursionError) as problem:
            self._busy = False
            return _refused("resource_limit", _words(problem))
        except BaseException as problem:
            # Its text may come from the body, and take for ever.
            reason = _words(problem)
            self._busy = False
            return _refused("internal", reason)
        try:
            size = len(text) if text.isascii() or len(text) > most else len(text.encode())
        except UnicodeEncodeError:
            return _refused("internal", "its answer holds half a character (a lone surrogate)")
        return f"[0,{text}]" if size <= most else _refused("resource_limit", f"its answer has more than {most} bytes")


def _refused(kind: str, reason: str) -> str:
    return _encode([1, kind, reason.encode("utf-8", "replace").decode()[:MAX_REASON]])


def _words(problem: BaseException) -> str:
    """What went wrong and in which line of the body, as far as it can be told."""
    try:
        lines = [
            frame.tb_lineno
            for frame in _frames(problem.__traceback__)
            if frame.tb_frame.f_code.co_filename.startswith("extern/")
        ]
        place = f"line {lines[-1]}: " if lines else ""
        said = str(problem)[:MAX_REASON]
        return f"{place}{type(problem).__name__}{': ' if said else ''}{said}"
    except TimeUpError:
        return "it used up its time while it said what went wrong"
    except BaseException:
        return "it does not say what went wrong"


def _frames(trace: Any) -> list[Any]:
    found = []
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def _settlers() -> Iterator[Callable[[], object]]:
    """What puts the memory of loaded modules back to where it was before a call."""
    if "decimal" in sys.modules:
        from decimal import Context, setcontext

        yield lambda: setcontext(Context())
    if "random" in sys.modules:
        from random import seed

        yield lambda: seed(0)
