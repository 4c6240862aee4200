"""Files that are changed where they stand."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put *data* in place of what the file holds: all of it or nothing, mode kept, a link still a link.

    Raises OSError, also for a file that must not be written, though its folder may be.
    """
    target = path.resolve(strict=True)
    with target.open("r+b") as old:
        mode = os.fstat(old.fileno()).st_mode
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        new.chmod(mode & 0o7777)
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
