"""What results hang on besides the files that they are made from: a remembered result counts while this is the same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from toolwright import __version__

PACKAGES: Final = ("jinja2", "pydantic", "pydantic-core")
"""What the bytes of a bundle hang on besides this program and Python."""


@cache
def surroundings(*folders: str) -> str:
    """A hash of this program (the command line and its *folders*), of Python, and of the installed packages."""
    parts = [__version__, sys.version]
    parts.extend(_state(path) for folder in _code(folders) for path in _files(folder))
    # Installing a package changes the folder that it goes to.
    parts.extend(_state(place) for place in sys.path if place.endswith("-packages"))
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()


@cache
def program(*folders: str) -> str:
    """A hash of what this program's *folders* say, of Python's version and of the packages that bundles hang on.

    Unlike `surroundings` it is the same for another installation of the same, on another machine.
    """
    # Here alone: commands that build nothing need not wait for it.
    from importlib.metadata import version

    hashed = sha256(sys.version.encode())
    for package in PACKAGES:
        hashed.update(f"{package} {version(package)}\n".encode())
    for folder in _code(folders):
        for path in sorted(_files(folder)):
            content = Path(path).read_bytes()
            hashed.update(f"{Path(path).relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return hashed.hexdigest()


def _code(folders: Iterable[str]) -> Iterator[Path]:
    """The folders of the command line's code and of *folders*, links followed."""
    here = Path(__file__).parent
    for folder in (here, *(here.parent / name for name in folders)):
        yield folder.resolve()


def _files(folder: Path) -> Iterator[str]:
    for here, _, names in os.walk(folder):
        yield from (f"{here}/{name}" for name in names if name.endswith((".py", ".lark", ".json", ".j2")))


def _state(path: str) -> str:
    """What changes when what stands at *path* is written."""
    try:
        known = os.stat(path)  # noqa: PTH116 - a few hundred at each start
    except OSError:
        return path
    return f"{path} {known.st_size} {known.st_mtime_ns}"
