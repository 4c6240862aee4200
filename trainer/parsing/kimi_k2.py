"""Kimi K2: `<|tool_call_begin|>functions.NAME:INDEX<|tool_call_argument_begin|>{...}<|tool_call_end|>` in a section."""

from __future__ import annotations

import re
from typing import Final

from .parsed import ParsedCall, ParseError
from .sections import Section
from .source import Block, Source
from .turn import Tools, marked

_CALL: Final = "<|tool_call_begin|>"
_END: Final = "<|tool_call_end|>"
# The model writes the singular, too.
_SECTION: Final = Section(
    ("<|tool_calls_section_begin|>", "<|tool_call_section_begin|>"),
    ("<|tool_calls_section_end|>", "<|tool_call_section_end|>"),
    _CALL,
)
_OPENS: Final = (_CALL, *_SECTION.closes, *_SECTION.opens)
_HEADER: Final = re.compile(
    re.escape(_CALL)
    + r"\s*+(?:functions\.)?+(?P<name>[^\s<:]++):[0-9]++\s*+"
    + re.escape("<|tool_call_argument_begin|>")
)


def _call_at(source: Source, start: int) -> Block:
    text = source.text
    inner = start + len(_CALL)
    header = _HEADER.match(text, start)
    if header is None:
        return source.broken(start, inner, ParseError.MALFORMED_BLOCK, _OPENS, (_END,))
    begin = source.skip(header.end())
    read = source.value(begin)
    if isinstance(read, ParseError):
        return source.broken(start, inner, read, _OPENS, (_END,), header["name"])
    end = source.skip(read[1])
    if not text.startswith(_END, end):
        source.spend(begin, end)
        return source.broken(start, inner, ParseError.MALFORMED_BLOCK, _OPENS, (_END,), header["name"])
    return Block((ParsedCall(header["name"], text[begin : read[1]]),), end + len(_END))


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    if mark[0] == _CALL:
        return _call_at(source, mark.start())
    return _SECTION.read(source, *mark.span(), _call_at)


split = marked("|".join(map(re.escape, (_CALL, *_SECTION.opens))), _read)
