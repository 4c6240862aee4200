"""Calls as Python writes them: `[f(a=1), g(b='x')]`, as Llama 3.2 and 4, ToolACE, LFM2 and OLMo 3 do.

Bare, the list begins a line; in tags (`<|python_start|>`, `<|tool_call_start|>`, `<function_calls>`) it may stand
anywhere, and OLMo writes one call a line there, without brackets.
"""

from __future__ import annotations

import re
from typing import Final

from .literals import LiteralError, literal, skip
from .parsed import ParsedCall, ParseError
from .source import THOUGHT, Block, Source, malformed
from .turn import Tools, marked
from .typed import object_text

_TAGS: Final = {
    "<|python_start|>": "<|python_end|>",
    "<|tool_call_start|>": "<|tool_call_end|>",
    "<function_calls>": "</function_calls>",
}
_LIST: Final = r"^[ \t]*+\[(?=\s*+[A-Za-z_][\w.]*+\()"
_CALL: Final = re.compile(r"([A-Za-z_][\w.]*+)\(")
_KEY: Final = re.compile(r"([A-Za-z_]\w*+)\s*+=")
_NEXT: Final = re.compile(r"\)\s*+[,\n]\s*+(?=[A-Za-z_][\w.]*+\()")


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    text = source.text
    tag = _TAGS.get(mark[0], "")
    if not tag:
        return _list(source, start, inner, "]", _limit(source, inner, ()))
    limit = _limit(source, inner, (tag, *_TAGS))
    position = skip(text, inner)
    brackets = text.startswith("[", position)
    block = _list(source, start, position + brackets, "]" if brackets else tag, limit)
    position = skip(text, block.end)
    if brackets and text.startswith(tag, position):
        return Block(block.calls, position + len(tag))
    if position < limit and not block.calls[-1].malformed:
        # Something stands between the list and its closing tag.
        calls = (*block.calls, malformed(text[position:limit], ParseError.MALFORMED_BLOCK))
        return Block(calls, limit + len(tag) * text.startswith(tag, limit))
    return block


def _limit(source: Source, position: int, tags: tuple[str, ...]) -> int:
    return source.first((*tags, THOUGHT), position)[0]


def _list(source: Source, start: int, inner: int, close: str, limit: int) -> Block:
    """The calls from *inner* on up to *close*; what cannot be read goes on to *limit* at most."""
    text = source.text
    calls: list[ParsedCall] = []
    position = skip(text, inner)
    while True:
        if text.startswith(close, position) and calls:
            return Block(tuple(calls), position + len(close))
        try:
            call, position = _call_at(source, position)
            calls.append(call)
            position = skip(text, position)
            if text.startswith(",", position):
                position = skip(text, position + 1)
                continue
            if text.startswith(close, position) or (close != "]" and _CALL.match(text, position)):
                continue
            if position >= len(text):
                # The list is not closed, but its calls are whole.
                return Block(tuple(calls), position)
            raise LiteralError(position)
        except LiteralError as problem:
            begin = position
            head = _CALL.match(text, begin)
            tool = head[1] if head else ""
            found = _NEXT.search(text, problem.reached, max(problem.reached, limit))
            if found is not None:
                position = found.end()
                calls.append(malformed(text[begin : found.start() + 1], ParseError.MALFORMED_BLOCK, tool))
                continue
            end, tag = source.first((*_TAGS.values(), *_TAGS, THOUGHT), problem.reached)
            if tag in _TAGS or tag == THOUGHT:
                tag = ""
            code = ParseError.MALFORMED_BLOCK if tag or close in text[problem.reached : end] else ParseError.UNCLOSED
            calls.append(malformed(text[begin if calls else start : end], code, tool))
            return Block(tuple(calls), end + len(tag))


def _call_at(source: Source, position: int) -> tuple[ParsedCall, int]:
    """The call at *position*, and where it ends. Raises LiteralError where there is none."""
    text, start = source.text, position
    head = _CALL.match(text, position)
    if head is None:
        raise LiteralError(position)
    members: list[tuple[str, str]] = []
    position = skip(text, head.end())
    while not text.startswith(")", position):
        key = _KEY.match(text, position)
        if key is None or source.tired(start, position):
            source.spend(start, position)
            raise LiteralError(position)
        try:
            value, position = literal(text, skip(text, key.end()))
        except LiteralError as problem:
            source.spend(start, problem.reached)
            raise
        members.append((key[1], value))
        position = skip(text, position)
        if text.startswith(",", position):
            position = skip(text, position + 1)
        elif not text.startswith(")", position):
            source.spend(start, position)
            raise LiteralError(position)
    return ParsedCall(head[1], object_text(members)), position + 1


split = marked("|".join((*map(re.escape, _TAGS), _LIST)), _read)
