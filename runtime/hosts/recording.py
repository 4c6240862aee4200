"""Sessions that ended, as trajectory lines: what `toolwright score` reads."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from ..bundle import json_line
from .sessions import Session

POLICY = "served"
"""What a trajectory says of who made it."""


class Recording:
    """A JSONL file that gets one line for each session that ends after at least one turn."""

    def __init__(self, path: Path) -> None:
        """Write to the end of the file at *path*. Raises OSError."""
        self._file: TextIO = path.open("a", encoding="utf-8")

    def ended(self, session: Session, why: str) -> None:
        """Write a session; fits `Sessions`."""
        if not session.turns:
            return
        episode = session.episode
        line = {
            "bundle": session.bundle.id,
            "bundle_name": session.bundle.name,
            "level": session.level,
            "task": episode.task.id,
            "messages": episode.messages,
            "policy": POLICY,
            "seed": 0,
            **episode.environment.marks,
        }
        self._file.write(json_line(line))
        self._file.flush()

    def close(self) -> None:
        """Write no more."""
        self._file.close()
