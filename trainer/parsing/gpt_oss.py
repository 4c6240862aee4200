"""gpt-oss: messages in channels, and a call is a message to a function.

The model writes `<|channel|>commentary to=functions.NAME <|constrain|>json<|message|>{...}<|call|>`, or has
the addressee before the channel, as its chat template does.
"""

from __future__ import annotations

import re
from typing import Final

from .parsed import Parsed, ParsedCall, ParseError
from .source import THINK, THOUGHT, Source, malformed
from .turn import Tools

_MESSAGE: Final = "<|message|>"
_STOPS: Final = ("<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>")
"""What ends a message's text; the last two begin the next one's head."""
_CHANNEL: Final = re.compile(r"<\|channel\|>\s*+(\w++)")
_TO: Final = re.compile(r"\bto=([^\s<]++)")
_PEOPLE: Final = ("user", "assistant", "all")


def split(source: Source, tools: Tools, thinking: bool) -> Parsed:
    """Take a turn apart. Thinking is the analysis channel, so what the prompt opened makes no difference."""
    text = source.text
    said: list[str] = []
    final: list[str] = []
    thoughts: list[str] = []
    calls: list[ParsedCall] = []
    position = 0
    while position < len(text):
        # A head runs to its message; what has none is text, or a call that was cut off.
        body = source.next(_MESSAGE, position)
        head = text[position:body]
        channel, to = _CHANNEL.search(head), _TO.search(head)
        name = to[1].removeprefix("functions.") if to and to[1] not in _PEOPLE else ""
        if body == len(text):
            # Where the prompt has begun the message, its head begins with the addressee.
            if name and (channel or "<|start|>" in head or head.lstrip().startswith("to=")):
                calls.append(malformed(head, ParseError.UNCLOSED, name))
            elif not calls and not channel and "<|start|>" not in head:
                said.append(head)
            break
        begin = body + len(_MESSAGE)
        if name:
            call, position = _call_at(source, position, begin, name)
            calls.append(call)
            continue
        end, stop = source.first(_STOPS, begin)
        words = text[begin:end]
        position = end if stop in _STOPS[3:] else end + len(stop)
        if channel and channel[1] == "analysis":
            thoughts.append(words.strip())
        elif not calls:
            (final if channel and channel[1] == "final" else said).append(words.strip())
    thought = "\n".join(thoughts)
    # Commentary introduces calls; where there are none, the final channel is the answer.
    content = "\n".join([*said, *final] if calls else final or said).strip()
    raw = f"{THINK}{thought}{THOUGHT}{content}" if thought else content
    return Parsed(content, thought, tuple(calls), raw)


def _call_at(source: Source, start: int, begin: int, name: str) -> tuple[ParsedCall, int]:
    """The call whose head begins at *start* and whose arguments at *begin*, and where it ends."""
    text = source.text
    at = source.skip(begin)
    read = source.value(at)
    problem = ParseError.MALFORMED_JSON
    if isinstance(read, ParseError):
        problem = read
    else:
        end = source.skip(read[1])
        # The closing tag ends the generation, so that engines leave it out.
        stop = next((stop for stop in _STOPS if text.startswith(stop, end)), None)
        if stop is not None or end == len(text):
            return ParsedCall(name, text[at : read[1]]), end + (len(stop) if stop in _STOPS[:3] else 0)
        source.spend(at, end)
    end, stop = source.first(_STOPS, begin)
    after = end if stop in _STOPS[3:] else end + len(stop)
    return malformed(text[start:end], problem if stop else ParseError.UNCLOSED, name), after
