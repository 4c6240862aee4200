"""The files of a bundle as a stranger packed them: read only after names, kinds and sizes were looked at."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

MAX_FILE_BYTES: Final = 256 * 1024 * 1024
"""The largest file of a bundle."""
MAX_BUNDLE_BYTES: Final = 1024 * 1024 * 1024
"""The most bytes of all files together, unpacked."""
MAX_FILES: Final = 10_000
MAX_PATH: Final = 240
"""Characters of a file's path."""
_PATH: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    OverflowError,
)
"""How the standard library says that an archive is damaged, encrypted or packed in a way that it does not know."""


class BundleError(Exception):
    """A bundle that cannot be used, with the reason."""


def read_files(root: Path) -> dict[str, bytes]:
    """The files of the folder or `.zip` at *root* by path. Raises BundleError."""
    try:
        if root.is_file() and not zipfile.is_zipfile(root):
            raise BundleError(f"{root} is no bundle: neither a folder nor a whole .zip that `toolwright build` wrote")
        return _read_zip(root) if root.is_file() else _read_folder(root)
    except (OSError, MemoryError, *_BROKEN_ZIP) as problem:
        raise BundleError(f"{root} cannot be read: {problem}") from None


def _read_folder(root: Path) -> dict[str, bytes]:
    found: dict[str, tuple[Path, int]] = {}
    for path in sorted(root.rglob("*")):
        if "__pycache__" in path.relative_to(root).parts:
            continue  # left behind by somebody who imported a `tools.py` in place; never read
        if path.is_symlink():
            raise BundleError(f"{path.name} is a link; a bundle holds plain files")
        if path.is_dir():
            continue
        if not path.is_file():
            raise BundleError(f"{path.name} is no plain file")
        found[path.relative_to(root).as_posix()] = (path, path.stat().st_size)
    _check((name, size) for name, (_, size) in found.items())
    return {name: path.read_bytes() for name, (path, _) in found.items()}


def _read_zip(root: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(root) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        for entry in entries:
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                raise BundleError(f"{entry.filename} is no plain file")
        _check((entry.filename, entry.file_size) for entry in entries)
        # An entry is read up to the size that was looked at, whatever it unpacks to.
        return {entry.filename: archive.read(entry) for entry in entries}


def _check(files: Iterable[tuple[str, int]]) -> None:
    """Raise BundleError for files that a bundle does not have; (path, bytes) of each."""
    seen: dict[str, str] = {}
    total = 0
    for path, size in files:
        if len(path) > MAX_PATH or not _PATH.fullmatch(path) or ".." in path:
            raise BundleError(f"{path[:MAX_PATH]!r} is no name that a bundle's file may have")
        if size > MAX_FILE_BYTES:
            raise BundleError(f"{path} is larger than {MAX_FILE_BYTES} bytes")
        total += size
        if total > MAX_BUNDLE_BYTES:
            raise BundleError(f"its files are larger than {MAX_BUNDLE_BYTES} bytes together")
        if other := seen.get(path.lower()):
            raise BundleError(f"{path} is there twice, also as {other} (letters count as the same in either case)")
        seen[path.lower()] = path
        if len(seen) > MAX_FILES:
            raise BundleError(f"it has more than {MAX_FILES} files")
