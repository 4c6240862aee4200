"""A request's body to a model of `wire`, or the problem that says what is wrong with it and where."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import CallError, ErrorCode
from ..jsontext import parse_value, strict_json
from .problems import Problem

_SAID: Final = 3
"""Mistakes that are told at once."""
_READ: Final = 100
"""Mistakes that are looked at."""
_SHOWN: Final = 60
"""Characters of a stranger's name that are repeated."""

_M = TypeVar("_M", bound=BaseModel)


def parsed(model: type[_M], raw: bytes) -> _M:
    """The body as a *model*. Raises Problem: `malformed_json`, `invalid_request`."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as found:
        if found.error_count() > _READ:  # telling all of a hostile body's takes seconds
            raise Problem(422, "invalid_request", f"the body has these: {', '.join(model.model_fields)}") from None
        errors: list[Any] = found.errors(include_url=False, include_input=False, include_context=False)
    if errors[0]["type"] == "json_invalid":
        said = _why_no_json(raw) or errors[0]["msg"].removeprefix("Invalid JSON: ")
        raise Problem(400, "malformed_json", f"the body is no JSON: {said}")
    by_field: dict[object, list[Any]] = {}
    for error in errors:
        by_field.setdefault(error["loc"][:1] or None, []).append(error)
    known = ", ".join(model.model_fields)
    said = "; ".join(_said(some, known) for some in [*by_field.values()][:_SAID])
    raise Problem(422, "invalid_request", said)


def object_text(raw: bytes, name: str) -> str:
    """The text of the object that stands as *name* in a body, as it was sent; the last one where it stands twice.

    The body is an object that `parsed` has taken.
    """
    text, found = raw.decode(), ""
    at = _after_space(text, text.index("{") + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        begin = _after_space(text, _after_space(text, at) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        if key == name:
            found = text[begin:end]
        at = _after_space(text, end)
        at = _after_space(text, at + (text[at] == ","))
    return found


def check_strict(raw: bytes, where: str) -> None:
    """Refuse a body, at *where*, that names something twice or holds numbers that JSON does not have.

    The body is one that `parsed` has taken. Raises Problem: `invalid_request`.
    """
    try:
        strict_json(raw.decode())
    except ValueError as problem:
        raise Problem(422, "invalid_request", f"{where}: {problem}") from None


_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str)


def _after_space(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere


def _why_no_json(raw: bytes) -> str:
    try:
        found = parse_value(raw.decode())
    except UnicodeDecodeError:
        return "it is not UTF-8"
    if isinstance(found, CallError) and found.code == ErrorCode.INVALID_TEXT:
        return "a text in it holds half of a surrogate pair, which is no character"
    return ""


def _said(errors: list[Any], known: str) -> str:
    """What is wrong with one field: where several kinds are taken, what was said of the one that came farthest."""
    first = errors[0]
    if first["type"] == "extra_forbidden":
        return f"{json.dumps(first['loc'][0][:_SHOWN])} is none of these: {known}"
    if not first["loc"]:
        return f"{first['msg']}; the body has these: {known}"
    places = [[str(part) for part in error["loc"] if not _is_kind(part)] for error in errors]
    farthest = max(places, key=len)
    said = dict.fromkeys(error["msg"] for error, place in zip(errors, places, strict=True) if place == farthest)
    return f"{'.'.join(farthest)}: {', or '.join(said)}"


def _is_kind(part: object) -> bool:
    """Whether a part of a place says which of several kinds was tried, as pydantic names them."""
    return isinstance(part, str) and (part == "str" or part.endswith("]"))


__all__ = ["check_strict", "object_text", "parsed"]
