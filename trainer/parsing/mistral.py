"""Mistral, in both forms.

The older models write `[TOOL_CALLS] [{"name": ..., "arguments": {...}}, ...]`, those since 2025 (tokenizer v11)
`[TOOL_CALLS]NAME[ARGS]{...}` for each call, some with `[CALL_ID]ID` before the arguments.
"""

from __future__ import annotations

import re
from typing import Final

from .objects import array
from .parsed import ParsedCall, ParseError
from .source import Block, Source
from .turn import Tools, marked

_OPEN: Final = "[TOOL_CALLS]"
_NAMED: Final = re.compile(
    r"\s*+(?P<name>[^\s\[\]{}\"]++)\s*+(?:\[CALL_ID\]\s*+[^\s\[\]{}]*+\s*+)?+(?:\[ARGS\]\s*+)?+(?=\{)"
)
_ARRAY: Final = re.compile(r"\[\s*+(?=\{|\])")
_LEFT_OVER: Final = ("}", "]", ",", '"', ":")
"""What cannot follow the arguments of a call: there they went wrong."""


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    text = source.text
    named = _NAMED.match(text, inner)
    limit, _ = source.first((_OPEN, "[/THINK]", "</think>"), inner)
    if named is None:
        # Text between the mark and the array is passed over.
        found = _ARRAY.search(text, inner, limit)
        if found is None:
            return source.broken(start, inner, ParseError.MALFORMED_BLOCK, (_OPEN,), ())
        # The mark may stand in a string of the array, so that only a broken one ends before it.
        whole = source.value(found.start())
        return array(source, start, found.end(), limit if isinstance(whole, ParseError) else whole[1], ("arguments",))
    begin = named.end()
    read = source.value(begin)
    if isinstance(read, ParseError):
        return source.broken(start, begin, read, (_OPEN,), (), named["name"])
    end = source.skip(read[1])
    if text.startswith(_LEFT_OVER, end):
        source.spend(begin, end)
        return source.broken(start, begin, ParseError.MALFORMED_JSON, (_OPEN,), (), named["name"])
    return Block((ParsedCall(named["name"], text[begin : read[1]]),), read[1])


split = marked(re.escape(_OPEN), _read)
