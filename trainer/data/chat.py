"""Messages as datasets hold them: ready for a chat template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from toolwright.runtime.errors import CallError
from toolwright.runtime.jsontext import parse_arguments

_KEPT: Final = ("role", "content", "reasoning_content")


def chat_form(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*messages* of the OpenAI chat form with arguments as objects, which templates expect, and calls numbered.

    Arguments that are no JSON object by our rules (DESIGN.md 6) stay the text that the model wrote. Ids say nothing but
    the order of the calls; they are nine letters and digits long, as the templates of Mistral's models ask.
    """
    made: list[dict[str, Any]] = []
    named: dict[str, str] = {}
    count = 0
    for message in messages:
        kept = {name: message[name] for name in _KEPT if message.get(name) is not None}
        calls = []
        for call in message.get("tool_calls") or ():
            named[str(call.get("id"))] = call_id = f"call{count:05d}"
            count += 1
            function = {"name": call["function"]["name"], "arguments": _object(call["function"]["arguments"])}
            calls.append({"id": call_id, "type": "function", "function": function})
        if calls:
            kept["tool_calls"] = calls
        if message["role"] == "tool":
            kept["tool_call_id"] = named.get(str(message.get("tool_call_id")), "")
        made.append({"content": "", **kept})
    return made


def _object(arguments: Any) -> Any:
    if not isinstance(arguments, str):
        return arguments
    read = parse_arguments(arguments)
    return arguments if isinstance(read, CallError) or _is_large(read) else read


def _is_large(value: object) -> bool:
    """Whether *value* holds a whole number of more than 64 bits, which readers of datasets refuse."""
    if isinstance(value, dict):
        return any(map(_is_large, value.values()))
    if isinstance(value, list):
        return any(map(_is_large, value))
    return isinstance(value, int) and not -(1 << 63) <= value < 1 << 63


__all__ = ["chat_form"]
