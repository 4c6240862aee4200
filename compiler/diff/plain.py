"""Values and models in a form to compare and to show."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import BaseModel

_WORDS: Final = frozenset({"doc", "docs"})
"""What the intermediate form holds for readers only."""

_LONGEST: Final = 200


def shown(value: Any) -> str:
    """A value as JSON on one line, shortened where it is long."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def meaning(value: Any) -> Any:
    """A model of the intermediate form as JSON without what only readers see."""
    if isinstance(value, BaseModel):
        return _without_words(value.model_dump(mode="json", by_alias=True))
    if isinstance(value, tuple):
        return [meaning(item) for item in value]
    return value


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_words(item) for name, item in value.items() if name not in _WORDS}
    return [_without_words(item) for item in value] if isinstance(value, list) else value
