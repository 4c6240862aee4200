"""References inside one document: `#`, `#/$defs/NAME`, `#ANCHOR`."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote


def resolve(document: Any, reference: str) -> Any:
    """The schema that *reference* leads to; None where it leads out of the document or to nothing in it."""
    if not reference.startswith("#"):
        return None
    fragment = unquote(reference[1:])
    if fragment and not fragment.startswith("/"):
        return _anchored(document, fragment)
    at = document
    for token in fragment.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(at, dict) and name in at:
            at = at[name]
        elif isinstance(at, list) and name.isdecimal() and int(name) < len(at):
            at = at[int(name)]
        else:
            return None
    return at if isinstance(at, (dict, bool)) else None


def _anchored(document: Any, anchor: str) -> Any:
    left = [document]
    while left:
        at = left.pop()
        if isinstance(at, dict):
            if at.get("$anchor") == anchor:
                return at
            left.extend(at.values())
        elif isinstance(at, list):
            left.extend(at)
    return None


__all__ = ["resolve"]
