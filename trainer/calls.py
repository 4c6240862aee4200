"""From a model's text to its tool calls, in the Hermes/Qwen form.

A call is `<tool_call>{"name": ..., "arguments": ...}</tool_call>`.
What was meant as a call but written wrong is kept as a malformed call, so that it counts. Linear in the
text's length.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

OPEN: Final = "<tool_call>"
CLOSE: Final = "</tool_call>"
_THINK: Final = "<think>"
_THOUGHT: Final = "</think>"
_MARK: Final = re.compile(re.escape(OPEN) + "|" + _THINK + "|" + _THOUGHT)
_QUOTE_OR_CLOSE: Final = re.compile('"|' + re.escape(CLOSE))
# Possessive, so that an unclosed string is given up without backtracking. JSON strings do not span lines.
_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+"')
_NAME: Final = re.compile(r'"name"\s*+:\s*+"([^"\\\n]*+)"')
_SPACE: Final = re.compile(r"[ \t\n\r]*+")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class ParsedCall:
    """One call as the model wrote it."""

    name: str
    arguments: str
    """The arguments' JSON text; for a malformed call its whole text, which is no JSON."""
    malformed: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A model's turn, taken apart."""

    content: str
    """The text outside thinking and calls."""
    thinking: str
    calls: tuple[ParsedCall, ...]
    raw: str

    def message(self, prefix: str = "call") -> dict[str, Any]:
        """The turn as an OpenAI assistant message; its calls get the ids `prefix_0`, `prefix_1`, ...

        A turn without calls keeps its whole text, thinking included: the final answer is judged from that.
        """
        if not self.calls:
            return {"role": "assistant", "content": self.raw}
        message: dict[str, Any] = {"role": "assistant", "content": self.content}
        if self.thinking:
            message["reasoning_content"] = self.thinking
        message["tool_calls"] = [
            {
                "id": f"{prefix}_{i}",
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for i, call in enumerate(self.calls)
        ]
        return message


def parse_calls(text: str) -> Parsed:
    """Take a model's turn apart.

    A closing tag inside a JSON string is text; a call inside thinking is no call, also where the thinking
    was opened by the prompt; a block without closing tag is a malformed call that ends at the next block or
    at the end.
    """
    blocks = _Blocks(text)
    content: list[str] = []
    thinking: list[str] = []
    calls: list[ParsedCall] = []
    position, thought_until = 0, 0
    while mark := _MARK.search(text, position):
        content.append(text[position : mark.start()])
        position = mark.end()
        if mark[0] == _THINK:
            end = text.find(_THOUGHT, position)
            end = len(text) if end < 0 else end
            thinking.append(text[position:end])
            position = min(len(text), end + len(_THOUGHT))
        elif mark[0] == _THOUGHT:
            thought_until = mark.start()
            for part in (content, thinking, calls):
                part.clear()
        else:
            call, position = blocks.read(mark.start())
            calls.append(call)
    content.append(text[position:])
    thoughts = text[:thought_until] + "".join(thinking)
    return Parsed("".join(content).strip(), thoughts.strip(), tuple(calls), text.strip())


class _Blocks:
    """Reads the call blocks of one text from left to right, each part a bounded number of times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._close = -1
        """The last closing tag that was looked up; the text's length where there is none."""
        self._barren = 0
        """How far searches over strings have gone in vain: a block that begins before is not searched that
        way.
        """

    def read(self, start: int) -> tuple[ParsedCall, int]:
        """The call whose opening tag is at *start*, and where reading goes on."""
        text = self._text
        inner = start + len(OPEN)
        end = self._next_close(inner)
        following = text.find(OPEN, inner, end)
        if following < 0 and (call := _well_formed(text, inner, end)) is not None and end < len(text):
            return call, end + len(CLOSE)
        if start >= self._barren and end < len(text):
            hopped, self._barren = _closing_tag(text, inner)
            if hopped is not None and (call := _well_formed(text, inner, hopped)) is not None:
                return call, hopped + len(CLOSE)
        stop = end if following < 0 else following
        # The tag may have been a mention in thinking that the prompt opened.
        thought = text.find(_THOUGHT, inner, stop)
        if thought >= 0:
            stop = after = thought
        else:
            after = stop if following >= 0 else min(len(text), end + len(CLOSE))
        raw = text[start:stop].strip()
        name = _NAME.search(raw)
        return ParsedCall(name[1] if name else "", raw, malformed=True), after

    def _next_close(self, position: int) -> int:
        if self._close < position:
            found = self._text.find(CLOSE, position)
            self._close = len(self._text) if found < 0 else found
        return self._close


def _closing_tag(text: str, position: int) -> tuple[int | None, int]:
    """Where the first closing tag outside of JSON strings is, if any, and how far the search went."""
    while found := _QUOTE_OR_CLOSE.search(text, position):
        if found[0] == CLOSE:
            return found.start(), found.start()
        string = _STRING.match(text, found.start())
        if string is None:
            newline = text.find("\n", found.start())
            return None, len(text) if newline < 0 else newline
        position = string.end()
    return None, len(text)


def _well_formed(text: str, start: int, end: int) -> ParsedCall | None:
    """The call that `text[start:end]` is, an object with a name and perhaps arguments; None if it is none."""
    body = text[start:end]
    name, arguments = None, "{}"
    position = _skip(body, 0)
    if body[position : position + 1] != "{":
        return None
    position = _skip(body, position + 1)
    seen: set[str] = set()
    try:
        while body[position : position + 1] == '"':
            key, position = _DECODER.raw_decode(body, position)
            position = _skip(body, position)
            if body[position : position + 1] != ":":
                return None
            begin = _skip(body, position + 1)
            value, position = _DECODER.raw_decode(body, begin)
            if key in seen:
                return None
            seen.add(key)
            if key == "name" and isinstance(value, str):
                name = value
            elif key == "arguments":
                # Some models write the arguments as a string that holds the JSON.
                arguments = value if isinstance(value, str) else body[begin:position]
            position = _skip(body, position)
            if body[position : position + 1] == "}":
                done = _skip(body, position + 1) == len(body)
                return ParsedCall(name, arguments) if done and name is not None else None
            if body[position : position + 1] != ",":
                return None
            position = _skip(body, position + 1)
    except (ValueError, RecursionError):
        return None
    return None


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position
