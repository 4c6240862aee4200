"""Messages of servers that parse calls themselves: what their parsers left in the text counts, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .formats import FORMATS, Format, format_named


def with_calls_of_text(message: Mapping[str, Any], format_name: str | None = None, tools: Any = ()) -> dict[str, Any]:
    """An assistant message of an OpenAI-compatible server, the calls that stand in its text among its `tool_calls`.

    Servers drop what they cannot read, or leave all of it in the text; a malformed block counts beside native calls
    as it does alone. A whole call in the text that is among the native ones is that call, written twice. Without
    *format_name* the format whose marks stand in the text is taken, if any.

    Raises UnknownFormatError where *format_name* is none.
    """
    made = dict(message)
    content = message.get("content")
    text = content if isinstance(content, str) else ""
    chosen = format_named(format_name) if format_name is not None else _marked_in(text)
    if chosen is None:
        return made
    parsed = chosen.parse(text, tools)
    native = list(message.get("tool_calls") or ())
    said = parsed.message("text")
    left = [_meaning(call) for call in native]
    added = []
    for call, entry in zip(parsed.calls, said.get("tool_calls", ()), strict=True):
        meaning = _meaning(entry)
        if not call.malformed and meaning in left:
            left.remove(meaning)
        else:
            added.append(entry)
    made["content"] = parsed.content if parsed.calls else parsed.raw
    if native or added:
        made["tool_calls"] = [*native, *added]
    if parsed.calls and parsed.thinking and not made.get("reasoning_content"):
        made["reasoning_content"] = parsed.thinking
    return made


def _marked_in(text: str) -> Format | None:
    """The format with the most marks in *text*, the first of several; None where there is no mark."""
    best = max(FORMATS.values(), key=lambda known: sum(mark in text for mark in known.marks))
    return best if any(mark in text for mark in best.marks) else None


def _meaning(call: Any) -> tuple[str, str]:
    """A call's tool and arguments, however they are written."""
    function = call.get("function") if isinstance(call, Mapping) else None
    function = function if isinstance(function, Mapping) else {}
    arguments = function.get("arguments", "")
    try:
        value = json.loads(arguments) if isinstance(arguments, str) else arguments
        return str(function.get("name")), json.dumps(value, sort_keys=True)
    except (ValueError, TypeError, RecursionError):
        return str(function.get("name")), str(arguments)
