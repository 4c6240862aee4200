"""Files and folders of files that are written whole or not at all, while what stands at a path stays what it is."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
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


@contextmanager
def whole_folder(folder: Path, files: Collection[str], folders: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write *files* and *folders* to; *folder* holds them once the body has ended, and else what it held.

    What it held of them and was not written again is gone then; all else in it stays as it is. A file is not put in a
    folder's place, nor the other way round. Raises OSError.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        _mode(folder / name)
    for name in folders:
        if os.path.lexists(folder / name) and not (folder / name).is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder / name))
    # Inside, since nothing can be put beside a folder where another file system begins.
    beside = Path(mkdtemp(prefix=".unfinished-", dir=folder))
    new, old = beside / "new", beside / "old"
    moved: list[tuple[Path, Path]] = []
    try:
        new.mkdir()
        old.mkdir()
        yield new
        for name in (*files, *folders):
            for source, target in ((folder / name, old / name), (new / name, folder / name)):
                if os.path.lexists(source):
                    source.rename(target)
                    moved.append((source, target))
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()  # where it holds nothing


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


__all__ = ["is_stream", "whole_file", "whole_folder", "write_whole"]
