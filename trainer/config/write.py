"""A configuration as TOML, with every setting that has a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .contradictions import idle
from .models import Config

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def resolved(config: Config) -> str:
    """The file that says all that *config* says, defaults included; reading it gives *config* again."""
    said = config.model_dump(mode="python", exclude_none=True, exclude=set(idle(config)))
    return "\n".join(_table((), said)) + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, dict):
            yield f"{_key(key)} = {toml_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict) and (value or not path):
            yield ""
            yield f"[{'.'.join(map(_key, (*path, key)))}]"
            yield from _table((*path, key), value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_value(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {toml_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, str):
        # A basic string has JSON's escapes, and takes no control characters.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
