"""Which tasks are held out: the same ones on every machine and day."""

from __future__ import annotations

import hashlib


def is_held_out(bundle: str, task: str, share: float, seed: int = 0) -> bool:
    """Whether the task belongs to the *share* (0 to 1) that is never trained on; by a hash of its name and *seed*."""
    digest = hashlib.sha256(f"held out/{seed}/{bundle}/{task}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
