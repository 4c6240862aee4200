"""Plays a host with secrets, makes a hostile call, and looks at what came of it.

As a program it leaves the superuser first, uses the interpreter that it is told, and prints the attacks that worked.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from toolwright.runtime.sandbox.launch import Confinement
from toolwright.runtime.sandbox.package import MAX_ANSWER, Answered, Function, Package
from toolwright.runtime.sandbox.pool import Sandbox

from .attacks import BODIES, HEAD, ON_THE_CHANNEL

EVERYTHING: Final = {**BODIES, **ON_THE_CHANNEL}
NOBODY: Final = 65534
_MODULES: Final = (
    "_posixsubprocess", "atexit", "codecs", "ctypes", "gc", "json", "os", "re", "resource", "signal", "socket",
    "subprocess", "sys", "threading", "time",
)  # fmt: skip
"""What hostile bodies want, loaded for them, so that the confinement has to hold and not a failing import."""
_LONGEST: Final = 5.0
"""No call may keep the host for longer, in seconds, however busy the machine is."""
GOLDEN = {"answer": "MEM-SECRET", "rows": []}


class Host:
    """A host with everything that bodies are after."""

    def __init__(self, confinement: Confinement) -> None:
        """Plant the secrets and open a sandbox that holds every attack."""
        os.environ["HOST_SECRET"] = "ENV-SECRET"
        self.folder = Path(tempfile.mkdtemp(prefix="sandbox"))
        self.folder.chmod(0o777)
        self.tag = self.folder.name
        secret = self.folder / "secret"
        secret.write_text("FILE-SECRET")
        secret.chmod(0o644)
        self._leaked = os.open(secret, os.O_RDONLY)
        os.set_inheritable(self._leaked, True)
        self.reached: list[str] = []
        self._listeners = [socket.socket(), socket.socket(socket.AF_UNIX)]
        self._listeners[0].bind(("127.0.0.1", 0))
        self._listeners[1].bind("\0" + self.tag)
        for listener in self._listeners:
            listener.listen(8)
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        self.numbers = {name: number for number, name in enumerate(EVERYTHING)}
        functions = tuple(self._function(name, body) for name, body in EVERYTHING.items())
        self.sandbox = Sandbox(Package(functions), confinement)
        self._zygote = self.sandbox.started().pid

    def __enter__(self) -> Host:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.sandbox.close()
        for listener in self._listeners:
            listener.close()
        os.close(self._leaked)
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()
        del os.environ["HOST_SECRET"]

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.reached.append("a socket")
            connection.close()

    def _function(self, name: str, body: str) -> Function:
        own = f"run{self.numbers[name]}"
        filled = HEAD + body
        for mark, value in (
            ("@DIR@", str(self.folder)),
            ("@PORT@", str(self._listeners[0].getsockname()[1])),
            ("@ABS@", self.tag),
            ("@TAG@", self.tag),
            ("@HOSTPID@", str(os.getpid())),
        ):
            filled = filled.replace(mark, value)
        run = f"\ndef {own}(what, arguments):\n    return globals()[what](*arguments)\n"
        return Function(own, filled + run, _MODULES, timeout_ms=40)

    def attack(self, name: str) -> list[str]:
        """What went wrong when `evil` of this attack was called; nothing where it was contained."""
        return list(self._attack(f"run{self.numbers[name]}"))

    def _attack(self, function: str) -> Iterator[str]:
        session = self.sandbox.session()
        before, dumps, length = session.call(function, ["benign", [2, 3]]), json.dumps, len
        if before != Answered(5):
            yield f"the honest call gives {before}"
        session.call(function, ["probe", []])
        started = time.monotonic()
        outcome = session.call(function, ["evil", []])
        if time.monotonic() - started > _LONGEST:
            yield "the host was kept waiting"
        if isinstance(outcome, Answered):
            text = json.dumps(outcome.value, allow_nan=False, ensure_ascii=False)
            text.encode()
            yield from (f"it leaked {word}-SECRET" for word in ("ENV", "FILE", "MEM") if f"{word}-SECRET" in text)
            if len(text) > MAX_ANSWER:
                yield f"an answer of {len(text)} characters"
        if GOLDEN["answer"] != "MEM-SECRET" or json.dumps is not dumps or len is not length:
            yield "the host was changed"
        session.close()
        other = self.sandbox.session()
        after = [other.call(function, [what, given]) for what, given in (("benign", [2, 3]), ("probe", []))]
        if after != [Answered(5), Answered([1, 3, False])]:
            yield f"the next session gives {after}"
        other.close()
        yield from self._left_behind()

    def _left_behind(self) -> Iterator[str]:
        if self.sandbox.started().pid != self._zygote:
            yield "the zygote ended"
        yield from (f"it wrote {path.name}" for path in self.folder.glob("evil*"))
        if Path(f"/dev/shm/{self.tag}_evil").exists():
            yield "it wrote into /dev/shm"
        yield from self.reached
        self.reached.clear()
        if len(waiting := self._children()) > 3:
            yield f"{len(waiting)} processes are left"

    def _children(self) -> list[str]:
        """The zygote's children, once those that were killed are gone: what is left should be spares."""
        found: list[str] = []
        for _ in range(200):
            found = Path(f"/proc/{self._zygote}/task/{self._zygote}/children").read_text().split()
            if len(found) <= 2:
                break
            time.sleep(0.002)
        return found


def main() -> None:
    """The program: `python -m tests.runtime.sandbox.harness INTERPRETER`."""
    if os.geteuid() == 0 and sys.argv[1] != sys.executable:
        sys.executable = sys.argv[1]
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    with Host(Confinement(landlock=False)) as host:
        worked = {name: found for name in EVERYTHING if (found := host.attack(name))}
    print(json.dumps({"user": os.geteuid(), "attacks": len(EVERYTHING), "worked": worked}))


if __name__ == "__main__":
    main()
