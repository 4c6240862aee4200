"""Files that are written whole or not at all, while what stands at their path stays what it is."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

_OPEN_ALREADY: Final = re.compile(r"/dev/(?:(?P<name>stdout|stderr)|fd/(?P<number>\d{1,6}))", re.ASCII)
"""Paths of what this process has open."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to; *path* holds all of it once the body has ended, and what it held before where it failed.

    A file keeps its mode, and a link stays a link: what it leads to is replaced. A device, a pipe or what this process
    has open (`/dev/stdout`) cannot be replaced and is written to as it goes. Raises OSError, also for a file that must
    not be written though its folder may be.
    """
    if known := _OPEN_ALREADY.fullmatch(str(path)):
        number = {"stdout": 1, "stderr": 2}.get(known["name"]) or int(known["number"])
        with os.fdopen(os.dup(number), "wb") as stream:
            yield stream
        return
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with os.fdopen(os.open(path, os.O_WRONLY), "wb") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    if mode is not None:
        os.close(os.open(target, os.O_WRONLY))
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with beside.open("xb") as file:
            yield file
        if mode is not None:
            beside.chmod(stat.S_IMODE(mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* as `whole_file` does. Raises OSError."""
    with whole_file(path) as file:
        file.write(data)


def is_stream(path: Path) -> bool:
    """Whether *path* is something other than a file that can be read again: a device, a pipe, a socket.

    What is not there is none, since it would become a file; so is a folder.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mode(path: Path) -> int | None:
    """The mode of what stands at *path*, None where nothing does. Raises OSError, IsADirectoryError for a folder."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return mode


__all__ = ["is_stream", "whole_file", "write_whole"]
