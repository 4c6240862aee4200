"""JSON values as the text of a column."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    """*value* as JSON that is text in every encoding. Raises ValueError for a number that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # A lone surrogate is no character, and only an escape can hold it.
    return text if is_text(text) else json.dumps(value, allow_nan=False)


def is_text(value: str) -> bool:
    """Whether *value* is made of characters alone, with no lone surrogate."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
