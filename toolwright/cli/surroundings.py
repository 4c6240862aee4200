"""What results hang on besides the files that they are made from: a remembered result counts while this is the same."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from toolwright import __version__


@cache
def surroundings(*folders: str) -> str:
    """A hash of this program (the command line and its *folders*), of Python, and of the installed packages."""
    parts = [__version__, sys.version]
    code = Path(__file__).parent
    for folder in (code, *(code.parent / name for name in folders)):
        for here, _, names in os.walk(folder.resolve()):
            parts.extend(_state(f"{here}/{name}") for name in names if name.endswith((".py", ".lark", ".json", ".j2")))
    # Installing a package changes the folder that it goes to.
    parts.extend(_state(place) for place in sys.path if place.endswith("-packages"))
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _state(path: str) -> str:
    """What changes when what stands at *path* is written."""
    try:
        known = os.stat(path)  # noqa: PTH116 - a few hundred at each start
    except OSError:
        return path
    return f"{path} {known.st_size} {known.st_mtime_ns}"
