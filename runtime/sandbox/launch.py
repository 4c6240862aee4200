"""Starts the zygote, in a fresh interpreter with an empty environment, and takes children from it."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .child import Child
from .package import Package, SandboxUnavailableError, begins_at_once, keeps_nothing

START_SECONDS: Final = 60.0
"""How long a zygote may take to start: a busy machine is no reason to refuse."""
_GIVE_SECONDS: Final = 10.0
_INSIDE = str(Path(__file__).parent / "inside")
_BOOT = (
    "import sys, types; p = types.ModuleType('confined'); p.__path__ = [sys.argv[1]]; sys.modules['confined'] = p; "
    "from confined.zygote import main; main()"
)
_FLAGS = ("-S", "-s", "-P", "-X", "utf8", "-c")
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "TZ": "UTC0", "LC_ALL": "C"}
_ASK = b"c"


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which of its means the sandbox uses; all of them, unless a test asks what each is worth."""

    landlock: bool = True
    filter: bool = True
    spares: int = 2
    """Children that wait, ready, for the next session."""


class ZygoteGoneError(Exception):
    """The zygote has ended."""


class Zygote:
    """A running zygote. Not safe for several threads at once."""

    def __init__(self, package: Package, confinement: Confinement) -> None:
        """Start it. Raises SandboxUnavailableError."""
        if sys.platform != "linux":
            raise SandboxUnavailableError(f"it needs Linux; this is {sys.platform}")
        ours, theirs = socket.socketpair()
        try:
            # Popen starts it without forking this process's memory (vfork), and in a session of its own, so that a
            # Ctrl-C in the terminal is not the children's business.
            self._process = subprocess.Popen(
                [sys.executable, *_FLAGS, _BOOT, _INSIDE],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        except OSError as problem:
            ours.close()
            raise SandboxUnavailableError(f"no process can be started: {problem}") from None
        finally:
            theirs.close()
        self._control = ours
        self._waiting: list[Child] = []
        """Children that were taken in and belong to nobody yet."""
        self._control.settimeout(START_SECONDS)
        try:
            self.said = self._introduce(package, confinement)
            """What the zygote said about itself: `landlock` (its version, 0 for none) and `nobody` (its user)."""
            self._control.settimeout(_GIVE_SECONDS)
            self._spares, self._due = confinement.spares, 0
            poller = select.poll()
            poller.register(self._control, select.POLLIN)
            self._poll = poller.poll
            self._ask(self._spares)
        except (OSError, ValueError) as problem:
            self.close()
            raise SandboxUnavailableError(f"the zygote does not start: {problem}") from None
        except SandboxUnavailableError:
            self.close()
            raise

    def _introduce(self, package: Package, confinement: Confinement) -> dict[str, Any]:
        functions = [
            {
                "name": function.name,
                "code": function.code,
                "imports": function.imports,
                "keeps_nothing": keeps_nothing(function.code),
                "begins_at_once": begins_at_once(function.code),
            }
            for function in package.functions
        ]
        asked = {
            "functions": functions,
            "memory": package.memory,
            "landlock": confinement.landlock,
            "filter": confinement.filter,
        }
        payload = json.dumps(asked).encode()
        self._control.sendall(len(payload).to_bytes(4, "little") + payload)
        line = b""
        while not line.endswith(b"\n"):
            data = self._control.recv(4096)
            if not data:
                raise SandboxUnavailableError("the zygote ended while it started")
            line += data
        said: dict[str, Any] = json.loads(line)
        if "problem" in said:
            raise SandboxUnavailableError(f"the zygote does not start: {said['problem']}")
        return said

    @property
    def pid(self) -> int:
        """Its process id."""
        found: int = self._process.pid
        return found

    def child(self, lost_one: bool = False) -> Child:
        """A fresh child: one that waited, where there is one that was not killed since.

        Whoever *lost one* may have lost it to the end of the zygote, which others that wait may not know of yet: then
        the zygote is looked at, for which a first answer does not wait.
        Raises ZygoteGoneError, or SandboxUnavailableError where the machine has no room for another process.
        """
        if lost_one and any(event & ~select.POLLIN for _, event in self._poll(0)):
            raise ZygoteGoneError("it has ended")
        child = self._next()
        for _ in range(self._spares):
            if not child.ended():
                break
            child.close()
            child = self._next()
        return child

    @property
    def has_spares(self) -> bool:
        """Whether a child waits, or will."""
        return bool(self._due or self._waiting)

    def _collect(self) -> None:
        while self._due and self._poll(0):
            # What goes wrong with that is told to whoever next needs a child.
            try:
                self._waiting.append(self._given())
            except (ZygoteGoneError, SandboxUnavailableError):
                return

    def _next(self) -> Child:
        return self._waiting.pop() if self._waiting else self._given()

    def _given(self) -> Child:
        try:
            if not self._due:
                self._ask(1)
            self._due -= 1
            data, handles, _, _ = socket.recv_fds(self._control, 4, 3, socket.MSG_CMSG_CLOEXEC)
        except OSError as problem:
            raise ZygoteGoneError(str(problem)) from None
        if len(data) < 4 or len(handles) != 3:
            for handle in handles:
                os.close(handle)
            if len(data) < 4:
                raise ZygoteGoneError("it has ended")
            number = -int.from_bytes(data, "little", signed=True)
            raise SandboxUnavailableError(f"no further process can be started: {os.strerror(number)}")
        child = Child(int.from_bytes(data, "little"), *handles)
        child.come_near()
        return child

    def refill(self) -> None:
        """Take in the children that wait, and let it make those that are missing, without waiting for them.

        Raises ZygoteGoneError. Forking takes a processor for a while, so this is for when nobody waits for an answer.
        """
        self._collect()
        missing = self._spares - self._due - len(self._waiting)
        if missing > 0:
            try:
                self._ask(missing)
            except OSError as problem:
                raise ZygoteGoneError(str(problem)) from None

    def _ask(self, children: int) -> None:
        self._control.sendall(_ASK * children)
        self._due += children

    def close(self) -> None:
        """End it, and with it all its children."""
        for child in self._waiting:
            child.close()
        self._control.close()
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """Let go of a zygote that belongs to the process that this one was forked from."""
        for child in self._waiting:
            child.forget()
        self._control.close()
        self._process.returncode = 0
