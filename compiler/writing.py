"""Bundles on disk: a folder or a zip, all of it or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from toolwright.runtime.writing import whole_file

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every file in a zip; no other is the same on every day."""


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write *files* as the folder *target*, in place of the bundle that stood there; all or nothing.

    Raises OSError, FileExistsError where something stands there that is no bundle, since it would be lost.
    """
    target = Path(os.path.realpath(target))  # a link stays one: what it leads to is replaced
    if target.exists() and not _replaceable(target):
        raise FileExistsError(errno.EEXIST, "what stands there is no bundle, and would be lost", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for path, content in files.items():
            place = fresh / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        fresh.chmod(0o755)
        if target.exists():
            old = fresh.with_name(fresh.name + "-old")
            target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old)
        else:
            fresh.rename(target)
    finally:
        if fresh.exists():
            shutil.rmtree(fresh)


def _replaceable(target: Path) -> bool:
    """Whether *target* is a bundle's folder, or an empty one."""
    return target.is_dir() and ((target / "manifest.json").exists() or not any(target.iterdir()))


def write_zip(files: Mapping[str, bytes], target: Path) -> None:
    """Write *files* as one deterministic zip; all or nothing. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[path])
