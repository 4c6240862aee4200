"""The door to the sandbox: one for each package in a process, and none where the confinement is not proved."""

from __future__ import annotations

import threading
from typing import Final

from .package import Package, SandboxUnavailableError
from .pool import Sandbox
from .selftest import proved

MAX_SANDBOXES: Final = 8
"""Most packages whose processes are kept; the one that was asked for longest ago ends its own."""
_kept: dict[Package, Sandbox] = {}
_lock = threading.Lock()


def sandbox_for(package: Package) -> Sandbox:
    """The sandbox of *package*, the same for everybody in this process.

    Raises SandboxUnavailableError where the self-test did not hold, with its reason.
    """
    found = proved()
    if not found.holds:
        raise SandboxUnavailableError(found.reason)
    with _lock:
        sandbox = _kept.pop(package, None) or Sandbox(package)
        _kept[package] = sandbox
        surplus = [_kept.pop(next(iter(_kept))) for _ in range(len(_kept) - MAX_SANDBOXES)]
    for each in surplus:
        each.close()
    return sandbox
