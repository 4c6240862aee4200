"""The door to the sandbox: one for each package in a process, and none where nothing is proved to hold."""

from __future__ import annotations

import logging
import threading
from functools import cache
from typing import Final

from .interpreter.pool import Interpreter
from .isolation import Isolation, Serving, refused, serving
from .package import Package, SandboxUnavailableError
from .pool import Sandbox

MAX_SANDBOXES: Final = 8
"""Most packages whose processes are kept; the one that was asked for longest ago ends its own."""
_kept: dict[tuple[Package, Isolation | None], Sandbox | Interpreter] = {}
_lock = threading.Lock()
_log = logging.getLogger(__name__)


def sandbox_for(package: Package) -> Sandbox | Interpreter:
    """What runs *package*, the same for everybody in this process.

    Raises SandboxUnavailableError where nothing may run it here, with the reason.
    """
    with _lock:
        key = package, serving().isolation
        found = _kept.pop(key, None) or _made(package)
        _kept[key] = found
        surplus = [_kept.pop(next(iter(_kept))) for _ in range(len(_kept) - MAX_SANDBOXES)]
    for each in surplus:
        each.close()
    return found


def _made(package: Package) -> Sandbox | Interpreter:
    for reason in refused(package.functions).values():
        raise SandboxUnavailableError(reason)
    found = serving()
    if found.isolation is Isolation.PROCESSES:
        return Sandbox(package)
    _announce(found)
    return Interpreter(package)


@cache
def _announce(found: Serving) -> None:
    """Say what runs extern functions, once in a process: nobody falls back without a word."""
    _log.warning("%s", found.notice)
