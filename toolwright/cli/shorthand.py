"""Arguments as people type them: `city=Oslo year=2020` beside `{"city": "Oslo", "year": 2020}`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from toolwright.runtime.jsontext import canonical

_NAME = re.compile(r"\s*([^\s=\"{\[]+)\s*=\s*")


def arguments_text(typed: str, parameters: Mapping[str, Any]) -> str | None:
    """The JSON text of what was typed for a tool whose parameters have these schemas; None where it is neither form.

    JSON stays as it was typed, right or wrong. A value runs up to the next `name=` of the tool; it is a string where
    the parameter takes strings, else JSON, and may stand in double quotes.
    """
    typed = typed.strip()
    if not typed or typed[0] in '{["':
        return typed or "{}"
    values: dict[str, Any] = {}
    at = 0
    while at < len(typed):
        named = _NAME.match(typed, at)
        if named is None:
            return None
        values[named[1]], at = _value(typed, named.end(), named[1], parameters)
    return canonical(values)


def _value(typed: str, at: int, name: str, parameters: Mapping[str, Any]) -> tuple[Any, int]:
    if typed[at : at + 1] in ("{", "[", '"'):
        try:
            value, end = json.JSONDecoder().raw_decode(typed, at)
        except (ValueError, RecursionError):
            pass
        else:
            if end == len(typed) or typed[end].isspace():
                return value, end
    names = "|".join(map(re.escape, parameters)) or r"\S+"
    following = re.compile(rf"\s+(?:{names})\s*=").search(typed, at)
    end = len(typed) if following is None else following.start()
    return _bare(typed[at:end].strip(), parameters.get(name)), end


def _bare(text: str, schema: Any) -> Any:
    kinds = schema.get("type") if isinstance(schema, Mapping) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if text == "null" and "null" in kinds:
        return None
    if "string" in kinds and not ("integer" in kinds and re.fullmatch(r"-?[0-9]+", text)):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return [_bare(part.strip(), schema.get("items")) for part in text.split(",")] if "array" in kinds else text
    return value if "array" not in kinds or isinstance(value, list) else [_bare(text, schema.get("items"))]


__all__ = ["arguments_text"]
