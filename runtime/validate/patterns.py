"""Regular expressions of ECMA-262, which JSON Schema has, as predicates over texts.

They run in the Rust engine that pydantic brings, whose time is linear in the text whatever the pattern. What that
engine does not know (looking around, back references) runs in one that goes back and forth, under a limit of time: no
call can hang a validation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import regex
from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

MATCH_SECONDS: Final = 0.5
"""Most seconds of a processor that one match may take; a pattern written with care needs milliseconds."""

_PARTS: Final = re.compile(r"\\.|[\[\]]|&&|--|~~|\$|[^\\]", re.DOTALL)
_ASCII: Final = {r"\d": "0-9", r"\w": "0-9A-Za-z_"}
_NOT_ASCII: Final = {r"\D": "[^0-9]", r"\W": "[^0-9A-Za-z_]"}


def searching(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds a match of *pattern*: a function that raises TimeoutError after `MATCH_SECONDS`.

    Raises ValueError where no engine here reads the pattern.
    """
    try:
        validator = SchemaValidator(
            core_schema.str_schema(pattern=_translated(pattern, end="$"), regex_engine="rust-regex")
        )
    except SchemaError:
        return _backtracking(_translated(pattern, end=r"\Z"))

    def search(text: str) -> bool:
        try:
            validator.validate_python(text, strict=True)
        except ValidationError:
            return False
        return True

    return search


def _backtracking(pattern: str) -> Callable[[str], bool]:
    try:
        compiled = regex.compile(pattern, regex.VERSION0)
    except (regex.error, OverflowError, RecursionError) as problem:
        raise ValueError(str(problem)) from None
    return lambda text: compiled.search(text, timeout=MATCH_SECONDS) is not None


def _translated(pattern: str, end: str) -> str:
    r"""*pattern* for an engine that writes *end* for the end of the text.

    `\d` and `\w` know ASCII alone, and classes do not nest.
    """
    parts: list[str] = []
    inside = False
    for part in _PARTS.findall(pattern):
        if part in _ASCII:
            parts.append(_ASCII[part] if inside else f"[{_ASCII[part]}]")
        elif part in _NOT_ASCII and not inside:
            parts.append(_NOT_ASCII[part])
        elif inside and part in ("[", "&&", "--", "~~"):
            parts.append("".join(f"\\{mark}" for mark in part))
        elif not inside and part == "$":
            parts.append(end)
        elif not inside and part == r"\k":
            parts.append(r"\g")
        else:
            parts.append("/" if part == r"\/" else part)
            inside = part == "[" or (inside and part != "]")
    return "".join(parts)


__all__ = ["searching"]
