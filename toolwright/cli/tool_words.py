"""A tool's document in a few words, for somebody who is to call it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_SENTENCE: Final = re.compile(r".+?[.!?](?=\s+[A-Z`]|\s*$)", re.DOTALL)


def signature(name: str, tool: Mapping[str, Any]) -> str:
    """The tool's name with its parameters; those that may be left out end with `?`."""
    required = tool.get("parameters", {}).get("required", ())
    return f"{name}({', '.join(p if p in required else f'{p}?' for p in properties(tool))})"


def properties(tool: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of each parameter."""
    found: Mapping[str, Any] = tool.get("parameters", {}).get("properties", {})
    return found


def first_sentence(text: str) -> str:
    """What *text* says first."""
    found = _SENTENCE.match(text.strip())
    return found[0] if found else text.strip()


__all__ = ["first_sentence", "properties", "signature"]
