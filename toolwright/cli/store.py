"""Results kept on disk between commands, in the folder that the user's system has for such."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Any, Final

MOST_BYTES: Final = 64 * 2**20
"""What all entries of a store may take together, where nothing else is said."""


def cache_folder() -> Path | None:
    """Where results are kept: TOOLWRIGHT_CACHE, or `toolwright` in XDG_CACHE_HOME; None for a user without a home."""
    if chosen := os.environ.get("TOOLWRIGHT_CACHE"):
        return Path(chosen)
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    try:
        return base.expanduser() / "toolwright"
    except RuntimeError:
        return None


class Store:
    """JSON values by key. An entry that is damaged, or cannot be read or written, counts as missing: never an error."""

    def __init__(self, folder: Path, most_bytes: int | None = None) -> None:
        """Entries are files in *folder*, which need not exist yet; `trim` leaves *most_bytes* of them (MOST_BYTES)."""
        self._folder = folder
        self._most_bytes = most_bytes
        self._grown = False

    def get(self, key: str) -> Any:
        """The value last put at *key*, None where there is none."""
        path = self._path(key)
        try:
            checksum, _, body = path.read_bytes().partition(b"\n")
            if checksum.decode("ascii", "replace") != sha256(body).hexdigest():
                return None
            os.utime(path)
            return json.loads(body)
        except (OSError, ValueError, RecursionError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Keep *value* at *key*; other processes see the old value or the new one, never a part."""
        body = json.dumps(value, separators=(",", ":")).encode()
        path = self._path(key)
        beside = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(sha256(body).hexdigest().encode() + b"\n" + body)
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
        self._grown = True

    def trim(self) -> None:
        """Drop the entries that were not used for longest, until the rest takes at most *most_bytes*."""
        if not self._grown:
            return
        found = []
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    known = entry.stat()
                    found.append((known.st_mtime_ns, known.st_size, entry.path))
            most = MOST_BYTES if self._most_bytes is None else self._most_bytes
            total = sum(size for _, size, _ in found)
            for _, size, path in sorted(found):
                if total <= most:
                    break
                Path(path).unlink(missing_ok=True)
                total -= size
        except OSError:
            # Another process is trimming too, or may not be disturbed.
            return

    def _path(self, key: str) -> Path:
        return self._folder / sha256(key.encode()).hexdigest()
