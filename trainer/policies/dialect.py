"""How one model is spoken to and understood: by its chat template, and by the format of calls that this asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from jinja2 import TemplateError

from ..parsing import Parsed, format_named, format_of
from .base import Manner

Messages: TypeAlias = Sequence[Mapping[str, Any]]

_TAIL: Final = 16
"""So many tokens at a prompt's end are looked at for an opening tag of thinking."""
_THINKING: Final = ("enable_thinking", "thinking")
"""What templates call the variable by which they are told whether the model thinks."""
_AS_IT_IS: Final = Manner()
_CODE: Final = re.compile(r"\{[%{](.*?)[%}]\}", re.DOTALL)


class NotAsked(ValueError):
    """Something was to be said to a chat template that does not ask for it; the text says what."""


def template_options(tokenizer: Any, manner: Manner) -> dict[str, bool]:
    """What *tokenizer*'s chat template is given beside messages and tools, wherever it is rendered.

    Raises NotAsked where the template does not ask whether the model is to think.
    """
    if manner.thinking is None:
        return {}
    code = "\n".join(_CODE.findall(str(tokenizer.chat_template)))
    asked = [name for name in _THINKING if re.search(rf"(?<![\w.'\"]){name}(?![\w'\"])", code)]
    if not asked:
        raise NotAsked(f"its chat template does not ask about thinking (it has no `{_THINKING[0]}`)")
    return dict.fromkeys(asked, manner.thinking)


class Dialect:
    """One tokenizer's prompts and replies."""

    def __init__(self, tokenizer: Any, manner: Manner = _AS_IT_IS) -> None:
        """Speak as *tokenizer*'s chat template does; a format that neither it nor *manner* tells is taken for the most
        common one.

        Raises NotAsked as `template_options` does, and UnknownFormatError where *manner* names no format.
        """
        self._tokenizer = tokenizer
        self._format = format_named(manner.call_format or format_of(tokenizer) or "qwen")
        self._options = template_options(tokenizer, manner)

    def prompt(self, messages: Messages, tools: Messages) -> list[int]:
        """The token ids of a conversation in which the assistant is next.

        Templates differ in what they take: some want arguments as text, some cannot show a call that is no call, or
        more than one. What one will not have is shown in another way, down to the text that the model wrote.

        Raises what the template raises where it takes the conversation in no way.
        """
        if self._format.name == "kimi_k2":
            messages = _kimi_ids(messages)
        elif self._format.name == "gpt-oss":
            messages = [_as_thinking(message) for message in messages]
        problem: Exception | None = None
        for shown in _ways(messages):
            try:
                ids: list[int] = self._tokenizer.apply_chat_template(
                    shown, tools=list(tools), add_generation_prompt=True, return_dict=False, **self._options
                )
                return ids
            except (TemplateError, TypeError) as refusal:
                problem = problem or refusal
        assert problem is not None
        raise problem

    def parse(self, prompt: Sequence[int], text: str, tools: Messages) -> Parsed:
        """What the model wrote behind *prompt*, taken apart."""
        tail = str(self._tokenizer.decode(list(prompt[-_TAIL:]))).rstrip()
        return self._format.parse(text, tools, thinking=tail.endswith(("<think>", "[THINK]")))


def template_messages(messages: Messages) -> list[dict[str, Any]]:
    """*messages* for a chat template: arguments that are JSON objects become objects, as templates expect
    them.

    Malformed ones stay text, so that the model sees what it wrote.
    """
    return [
        {**message, "tool_calls": [_as_object(call) for call in message["tool_calls"]]}
        if message.get("tool_calls")
        else dict(message)
        for message in messages
    ]


def _ways(messages: Messages) -> Iterator[list[dict[str, Any]]]:
    """Ways to show a conversation to a template, the best first."""
    shown = template_messages(messages)
    yield shown
    yield [dict(message) for message in messages]
    yield [
        made if all(map(_is_whole, made.get("tool_calls") or ())) else _told(message)
        for made, message in zip(shown, messages, strict=True)
    ]
    yield [_told(message) for message in messages]


def _as_object(call: Mapping[str, Any]) -> dict[str, Any]:
    function = dict(call["function"])
    try:
        arguments = json.loads(function["arguments"])
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        function["arguments"] = arguments
    return {**call, "function": function}


def _is_whole(call: Mapping[str, Any]) -> bool:
    return isinstance(call["function"]["arguments"], dict)


def _told(message: Mapping[str, Any]) -> dict[str, Any]:
    """*message* with its calls written into its text."""
    made = dict(message)
    calls = made.pop("tool_calls", None) or ()
    if calls:
        parts = [message.get("content") or "", *(_written(call["function"]) for call in calls)]
        made["content"] = "\n".join(parts).strip()
    return made


def _written(function: Mapping[str, Any]) -> str:
    name, arguments = function["name"], function["arguments"]
    try:
        json.loads(arguments)
    except (ValueError, RecursionError):
        return str(arguments)
    return f'{{"name": {json.dumps(name)}, "parameters": {arguments}}}'


def _as_thinking(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """*message* with its thought where gpt-oss's template takes it.

    Beside calls it takes a thought or a text, and shows either as thought; it refuses a thought that holds its tags.
    """
    thought, text = message.get("reasoning_content"), message.get("content") or ""
    if not thought:
        return message
    kept = {name: value for name, value in message.items() if name != "reasoning_content"}
    if "<|" in thought:
        return kept
    if message.get("tool_calls"):
        thought, text = "\n\n".join(part for part in (thought, text) if part), ""
    return {**kept, "thinking": thought, "content": text}


def _kimi_ids(messages: Messages) -> list[dict[str, Any]]:
    """*messages* with the ids that Kimi's template shows in place of the tools' names: numbered through."""
    known: dict[str, str] = {}
    made = []
    for message in messages:
        calls = []
        for call in message.get("tool_calls") or ():
            known[call["id"]] = f"functions.{call['function']['name']}:{len(known)}"
            calls.append({**call, "id": known[call["id"]]})
        answered = message.get("tool_call_id")
        made.append(
            {**message}
            | ({"tool_calls": calls} if calls else {})
            | ({"tool_call_id": known.get(answered, answered)} if answered is not None else {})
        )
    return made
