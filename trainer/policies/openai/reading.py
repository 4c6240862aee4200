"""What is made of a server's reply: an assistant message of the one form, whatever the server sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..base import Reply, numbered, tool_call


class UnreadableReply(Exception):
    """The reply is no chat completion."""


def read_reply(data: bytes, turn: int, parse: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
    """The reply to turn number *turn*. Raises UnreadableReply.

    *parse* adds the calls that stand in a message's text: a server without a parser, or one whose parser gave up at a
    call that is written wrong, leaves calls there. A call of an odd shape is kept as a call that is wrong, so that it
    counts.
    """
    try:
        payload = json.loads(data)
        choice = payload["choices"][0]
        message = choice["message"]
        told = message.get("content")
    except (ValueError, RecursionError):
        raise UnreadableReply("it is no JSON") from None
    except (TypeError, KeyError, IndexError, AttributeError):
        raise UnreadableReply("it is no chat completion") from None
    text = _text(told) or _text(message.get("refusal"))
    calls = _calls(message)
    made = parse({"role": "assistant", "content": text} | ({"tool_calls": calls} if calls else {}))
    thought = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    if thought and not made.get("reasoning_content"):
        made = {**made, "reasoning_content": thought}
    usage = payload.get("usage")
    finish = choice.get("finish_reason")
    return Reply(
        numbered(made, turn),
        _count(usage, "prompt_tokens"),
        _count(usage, "completion_tokens"),
        finish if isinstance(finish, str) else "stop",
    )


def _text(value: Any) -> str:
    """A text that may have come in parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""


def _calls(message: dict[str, Any]) -> list[dict[str, Any]]:
    given = message.get("tool_calls")
    if not given:
        function = message.get("function_call")  # the form before tools
        return [_call({"function": function})] if function else []
    return [_call(entry) for entry in (given if isinstance(given, list) else [given])]


def _call(entry: Any) -> dict[str, Any]:
    function = entry.get("function") if isinstance(entry, dict) else None
    if not isinstance(function, dict):
        return tool_call("", "", entry if isinstance(entry, str) else json.dumps(entry))
    name, arguments = function.get("name"), function.get("arguments")
    if arguments is None:
        arguments = ""
    return tool_call(
        "",
        name if isinstance(name, str) else "",
        arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False),
    )


def _count(usage: Any, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if type(value) is int and value >= 0 else 0
