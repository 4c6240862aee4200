"""Qwen3-Coder, Qwen 3.5 and later, Nemotron 3: values between tags, each on lines of its own.

`<tool_call><function=NAME><parameter=KEY>VALUE</parameter></function></tool_call>`; the model leaves the outer tags
out at times, which is taken, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from .elements import element
from .parsed import ParsedCall, ParseError
from .source import TIRED, Block, Source, malformed
from .turn import Tools, marked
from .typed import object_text, parameter, text_of, typed

_OPEN: Final = "<tool_call>"
_CLOSE: Final = "</tool_call>"
_FUNCTION: Final = "<function="
_FUNCTION_END: Final = "</function>"
_HEAD: Final = re.compile(r"<function=\s*+([^\s<>]++)\s*+>")
_PARAMETER: Final = re.compile(r"<parameter=\s*+([^<>\n]*+)>")
_PARAMETER_END: Final = "</parameter>"
_IMPLIED: Final = re.compile(r"^[ \t]*+(?:<parameter=([^<>\n]*+)>|</function>\s*+(?:</tool_call>\s*+)?)", re.MULTILINE)
"""What ends a value whose closing tag was left out, as the model's own parser has it."""


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    text = source.text
    wrapped = mark[0] == _OPEN
    calls: list[ParsedCall] = []
    position = source.skip(inner) if wrapped else start
    while text.startswith(_FUNCTION, position):
        read = _call_at(source, position, tools)
        if isinstance(read, ParseError):
            return _broken(source, start if not calls else position, position + len(_FUNCTION), read, calls)
        calls.append(read[0])
        position = source.skip(read[1])
        if not wrapped:
            return Block(tuple(calls), read[1])
    if calls and text.startswith(_CLOSE, position):
        return Block(tuple(calls), position + len(_CLOSE))
    # Beside a call that is whole, what is wrong is what stands behind it.
    if not calls:
        return _broken(source, start, inner, ParseError.MALFORMED_BLOCK, calls)
    last = calls.pop()
    end, close = source.first((_CLOSE,), position)
    stop, _ = source.first((_OPEN, _FUNCTION), position)
    code = ParseError.MALFORMED_BLOCK if close and end <= stop else ParseError.UNCLOSED
    stop = min(end, stop)
    raw = malformed(text[start:stop], code, last.name)
    return Block((*calls, raw), stop + (len(close) if stop == end else 0))


def _broken(source: Source, start: int, inner: int, code: ParseError, calls: list[ParsedCall]) -> Block:
    name = _HEAD.search(source.text, start, min(len(source.text), inner + 256))
    # The opening tag of this very block's function is no other block.
    behind = name.end() if name else inner
    block = source.broken(start, behind, code, (_OPEN, _FUNCTION), (_CLOSE,), name[1] if name else "")
    return Block((*calls, *block.calls), block.end)


def _call_at(source: Source, start: int, tools: Tools) -> tuple[ParsedCall, int] | ParseError:
    text = source.text
    head = _HEAD.match(text, start)
    if head is None:
        return ParseError.MISSING_NAME
    name = head[1]
    members: list[tuple[str, str]] = []
    position = source.skip(head.end())
    while found := _PARAMETER.match(text, position):
        ends = _value(source, found.end(), tools.get(name))
        if ends is None or source.tired(start, position):
            source.spend(start, position)
            return ParseError.UNCLOSED
        raw = text[found.end() : ends[0]]
        raw = raw.removeprefix("\n").removesuffix("\n")
        key = found[1].strip()
        schema = parameter(tools, name, key)
        members.append((key, text_of(raw) if schema is None else typed(raw, schema, tools[name])))
        position = source.skip(ends[1])
    if not text.startswith(_FUNCTION_END, position):
        source.spend(start, position)
        return ParseError.UNCLOSED if position == len(text) else ParseError.MALFORMED_BLOCK
    return ParsedCall(name, object_text(members)), position + len(_FUNCTION_END)


def _value(source: Source, start: int, schema: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """Where the value that begins at *start* ends, and where what follows begins; None where it does not end."""
    text = source.text
    ends = element(source, start, _PARAMETER_END)
    begin = source.skip(start)
    if ends is not None and text[begin : begin + 1] in ("{", "[", '"'):
        return ends
    properties = (schema or {}).get("properties")
    limit = len(text) if ends is None else ends[0]
    for found in _IMPLIED.finditer(text, start, start + TIRED if source.tired(start, limit) else limit):
        if found[1] is None:
            # The function's end is meant where nothing follows, or the next call.
            implied = found.end() == len(text) or text.startswith((_OPEN, _FUNCTION), found.end())
        else:
            # Of a tool that is known, only its own parameters can follow.
            implied = not isinstance(properties, Mapping) or found[1].strip() in properties
        if implied:
            return found.start(), found.start()
    if ends is None:
        source.spend(start, limit)
    return ends


split = marked(f"{_OPEN}|{_FUNCTION}", _read)
