"""A real server in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ...conftest import ROOT


@dataclass
class Running:
    """A server that answers."""

    process: subprocess.Popen[str]
    url: str
    said: str = ""
    """What it wrote to standard error, known when it has ended."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def workers(self) -> list[int]:
        """The processes in which extern functions run: those that its own processes started."""
        return [found for child in _children(self.process.pid) for found in _children(child)]

    def stop(self) -> int:
        """End it as an operator would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end."""
        _, rest = self.process.communicate(timeout=30)
        self.said += rest
        return self.process.returncode


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


@contextmanager
def server(*arguments: object) -> Iterator[Running]:
    """`toolwright serve` at a free port, ended with the block unless that was done before."""
    command = [sys.executable, "-m", "toolwright", "serve", *map(str, arguments), "--http", "0"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = ""
    found = None
    while found is None:
        line = process.stderr.readline()
        if not line:
            process.communicate()
            raise AssertionError(said)
        said += line
        found = re.search(r"http://\S+", line)
    running = Running(process, found[0], said)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.stop()
        assert "Traceback" not in running.said
