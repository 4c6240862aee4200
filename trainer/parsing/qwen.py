"""Qwen 2.5 and 3, Hermes: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`."""

from __future__ import annotations

import re
from typing import Final

from .parsed import ParseError
from .source import Block, Source, call_of, malformed
from .turn import Tools, marked

OPEN: Final = "<tool_call>"
CLOSE: Final = "</tool_call>"


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    read = source.members(source.skip(inner))
    if isinstance(read, ParseError):
        return source.broken(start, inner, read, (OPEN,), (CLOSE,))
    members, after = read
    end = source.skip(after)
    if not source.text.startswith(CLOSE, end):
        source.spend(inner, end)
        return source.broken(start, inner, ParseError.MALFORMED_BLOCK, (OPEN,), (CLOSE,))
    call = call_of(source, members)
    if isinstance(call, ParseError):
        call = malformed(source.text[start:end], call)
    return Block((call,), end + len(CLOSE))


split = marked(re.escape(OPEN), _read)
