"""A run on disk: what ended is kept, line by line, so that a run that was killed goes on where it was.

`OUT.part` begins with a line that says with which settings it was played; each further line is a trajectory, in the
order in which they ended. A line that was cut off by a kill is dropped, and its episode is played again. When all is
played, `OUT` is written at one blow, in the order of the tasks, so that it reads the same however it came about.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from toolwright.runtime.writing import whole_file

from .jobs import Key, Trajectory, key_of, line_of

if sys.platform != "win32":
    import fcntl

_FORMAT: Final = 1


class JournalError(Exception):
    """The file cannot be gone on with; its text says why."""


class Journal:
    """The episodes of a run that have ended."""

    def __init__(self, out: Path, settings: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Go on with `OUT.part`, or begin it; where *fresh*, what it holds is thrown away.

        *settings* is what an episode hangs on beside its key: plain JSON. Raises JournalError where the file is of a
        run with other settings or being written by another process, OSError where it cannot be written.
        """
        self.out = out
        self.path = out.with_name(f"{out.name}.part")
        self.ended: dict[Key, tuple[int, int]] = {}
        """Key to where its line is: offset and length in bytes, its end included."""
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            self._lock()
            if fresh:
                os.ftruncate(self._file, 0)
            self._begin(json.loads(json.dumps(settings)))
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Self:
        """It is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; it stays for a later run unless `finish` took it away."""
        os.close(self._file)

    def append(self, trajectory: Trajectory) -> None:
        """Keep a trajectory. Raises OSError."""
        key = key_of(trajectory)
        if key is None:
            raise ValueError("a line of a run has a policy, a bundle, a level, a task and a sample")
        self._keep(key, line_of(trajectory).encode() + b"\n")

    def finish(self, order: Iterable[Key]) -> int:
        """Write those of the episodes that are named, in their order, to `OUT`, and take the journal away.

        Returns how many there were. Raises OSError.
        """
        count = 0
        with whole_file(self.out) as file, self.path.open("rb") as kept:
            for key in order:
                if place := self.ended.get(key):
                    kept.seek(place[0])
                    file.write(kept.read(place[1]))
                    count += 1
        self.path.unlink(missing_ok=True)
        return count

    # ------------------------------------------------------------------ the file

    def _lock(self) -> None:
        if sys.platform == "win32":
            return  # two runs into one file are the user's own care there
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(f"{self.path} is being written by another run") from None

    def _begin(self, settings: Mapping[str, Any]) -> None:
        with self.path.open("rb") as file:
            head = file.readline()
            if not head.endswith(b"\n"):  # new, or killed before its first line was whole
                os.ftruncate(self._file, 0)
                self._end = 0
                self._write(json.dumps({"format": _FORMAT, "settings": settings}, sort_keys=True).encode() + b"\n")
                return
            self._same(head, settings)
            self._end = len(head)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                if key := _key(line):
                    self.ended[key] = (self._end, len(line))
                self._end += len(line)
        os.ftruncate(self._file, self._end)

    def _same(self, head: bytes, settings: Mapping[str, Any]) -> None:
        try:
            begun = json.loads(head)
            form, before = begun["format"], dict(begun["settings"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise JournalError(f"{self.path} is no journal of a run") from None
        if form != _FORMAT:
            raise JournalError(f"{self.path} is of another version of Toolwright")
        for name in sorted({*before, *settings}):
            if before.get(name) != settings.get(name):
                raise JournalError(
                    f"{self.path} holds episodes of a run with another {name.replace('_', ' ')}: "
                    f"{_said(before.get(name))}, not {_said(settings.get(name))}"
                )

    def _keep(self, key: Key, line: bytes) -> None:
        start = self._end
        self._write(line)
        self.ended[key] = (start, len(line))

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]
        self._end += len(data)


def _key(line: bytes) -> Key | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return key_of(read) if isinstance(read, dict) else None


def _said(value: Any) -> str:
    return "none" if value is None else str(value)


__all__ = ["Journal", "JournalError"]
