"""Texts of strangers on a terminal."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BYTES = range(0xDC80, 0xDD00)
"""What Python reads bytes as that are no UTF-8: each as one of these, in its order."""


def safe(text: str) -> str:
    """*text* with control characters made visible, so that what a bundle or a model says cannot steer a terminal."""
    return _CONTROLS.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTES:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


__all__ = ["safe"]
