"""What an assistant message in the OpenAI chat form says: its text and its calls, however odd it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .jsontext import arguments_text


def text_of(content: object) -> str:
    """The text of a message's content: itself, or its text parts one after the other; nothing else says anything."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    said = [part.get("text") for part in parts if isinstance(part, Mapping) and part.get("type", "text") == "text"]
    return "".join(text for text in said if isinstance(text, str))


def kept(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message as conversations keep it: content that came in parts is one text."""
    made = dict(message)
    if isinstance(made.get("content"), list):
        made["content"] = text_of(made["content"])
    return made


def call_of(entry: object) -> tuple[str, str, str]:
    """Id, name and arguments text of a tool call."""
    call = entry if isinstance(entry, Mapping) else {}
    function = call.get("function")
    function = function if isinstance(function, Mapping) else {}
    arguments = function.get("arguments", "")
    if not isinstance(arguments, str):
        try:
            arguments = arguments_text(arguments)
        except TypeError:
            arguments = ""
    name = function.get("name")
    return str(call.get("id") or ""), name if isinstance(name, str) else "", arguments
