"""What is sent for a turn, and what is left out when a server will not have it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..base import Manner, Sampling, Situation

_CONTEXT: Final = re.compile(
    r"context[ _](?:length|window)|maximum (?:model|sequence) length|prompt is too long|reduce the length|"
    r"longer than the (?:maximum )?model|exceeds? the (?:model|max)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Caps:
    """What the server takes beside model, messages and tools; lowered when it refuses."""

    seed: bool = True
    top_p: bool = True
    reasoning_content: bool = True
    """Earlier thinking, sent back with its message, as templates of thinking models expect."""
    temperature: bool = True
    chat_template_kwargs: bool = True
    """What the model's chat template is told, as vLLM and SGLang take it."""
    limit: str = "max_tokens"
    """The field with the most tokens of a turn; empty where none is taken."""

    def without(self, names: Sequence[str]) -> Caps:
        """The same without the optional fields of those names."""
        kept = {name: getattr(self, name) and name not in names for name in _OPTIONAL}
        return Caps(**kept, limit=self.limit)


_OPTIONAL: Final[Mapping[str, str]] = {
    "seed": "what it samples cannot be had again",
    "top_p": "",
    "chat_template_kwargs": "whether the model thinks is its own choice",
    "reasoning_content": "the model does not see what it thought before",
    "temperature": "it samples at a temperature of its own",
}
"""Field to what its lack means, in the order in which they are given up."""


def body(situation: Situation, model: str, sampling: Sampling, manner: Manner, caps: Caps) -> bytes:
    """The request for one turn, as JSON."""
    asked: dict[str, Any] = {
        "model": model,
        "messages": [_told(message, caps) for message in situation.messages],
    }
    if situation.tools:
        asked["tools"] = list(situation.tools)
    if caps.temperature:
        asked["temperature"] = sampling.temperature
    if caps.limit:
        asked[caps.limit] = sampling.max_tokens
    if caps.seed:
        asked["seed"] = situation.turn_seed
    if caps.top_p:
        asked["top_p"] = 1.0  # servers may have another default, and models are compared as they are
    if manner.thinking is not None and caps.chat_template_kwargs:
        # Templates know the one name or the other, and overlook what they do not know.
        asked["chat_template_kwargs"] = {"enable_thinking": manner.thinking, "thinking": manner.thinking}
    return json.dumps(asked).encode()


def no_room(text: str) -> bool:
    """Whether a refusal says that the conversation does not fit the model's context."""
    return bool(_CONTEXT.search(text))


def lowered(caps: Caps, status: int, text: str) -> tuple[Caps, list[str]] | None:
    """What to ask with after a refusal, and what that means for people; None where nothing of ours was refused.

    A server names the fields that it will not have; one that answers 422 and names none gets no optional one.
    """
    named = [name for name in _OPTIONAL if getattr(caps, name) and _names(text, name)]
    if not named and status == 422 and not _names(text, caps.limit):
        named = [name for name in _OPTIONAL if name != "temperature" and getattr(caps, name)]
    if named:
        remarks = [f"the server takes no `{name}`" + (f": {_OPTIONAL[name]}" * bool(_OPTIONAL[name])) for name in named]
        return caps.without(named), remarks
    if caps.limit == "max_tokens" and _names(text, "max_tokens"):
        return replace(caps, limit="max_completion_tokens"), []
    if caps.limit and _names(text, caps.limit):
        return replace(caps, limit=""), ["the server takes no limit of tokens"]
    return None


def _names(text: str, field: str) -> bool:
    return bool(field) and re.search(rf"\b{field}\b", text) is not None


def _told(message: Mapping[str, Any], caps: Caps) -> dict[str, Any]:
    told = {name: message[name] for name in ("role", "content", "tool_call_id") if name in message}
    if message.get("reasoning_content") and caps.reasoning_content:
        told["reasoning_content"] = message["reasoning_content"]
    calls: Sequence[Mapping[str, Any]] = message.get("tool_calls") or ()
    if calls:
        told["tool_calls"] = [_call(call) for call in calls]
    return told


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call as servers take it: they read its arguments as JSON and refuse the conversation where they are none.

    What a model wrote that is no JSON object becomes a JSON string, which templates print as it was.
    """
    function = call["function"]
    arguments = function["arguments"]
    try:
        is_object = isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        is_object = False
    said = {"name": function["name"] or "unknown", "arguments": arguments if is_object else json.dumps(arguments)}
    return {"id": call["id"], "type": "function", "function": said}
