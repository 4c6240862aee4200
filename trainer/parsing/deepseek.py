"""DeepSeek V3 and R1 (arguments in a fenced block), and V3.1 (arguments bare)."""

from __future__ import annotations

import re
from typing import Final

from .parsed import ParsedCall, ParseError
from .sections import Section
from .source import Block, Source
from .turn import Split, Tools, marked

_CALL: Final = "<｜tool▁call▁begin｜>"
_END: Final = "<｜tool▁call▁end｜>"
_SECTION: Final = Section(("<｜tool▁calls▁begin｜>",), ("<｜tool▁calls▁end｜>",), _CALL)
_OPENS: Final = (_CALL, *_SECTION.closes, *_SECTION.opens)

_FENCED: Final = re.compile(_CALL + r"[^<\n]*+<｜tool▁sep｜>[ \t]*+([^\s<]++)\s*+```(?:json)?+")
_FENCE_END: Final = re.compile(r"\s*+```\s*+" + _END)
_BARE: Final = re.compile(_CALL + r"\s*+([^\s<]++)\s*+<｜tool▁sep｜>")
_BARE_END: Final = re.compile(r"\s*+" + _END)


def _reader(header: re.Pattern[str], closing: re.Pattern[str]) -> Split:
    def call_at(source: Source, start: int) -> Block:
        text = source.text
        inner = start + len(_CALL)
        head = header.match(text, start)
        if head is None:
            return source.broken(start, inner, ParseError.MALFORMED_BLOCK, _OPENS, (_END,))
        begin = source.skip(head.end())
        read = source.value(begin)
        if isinstance(read, ParseError):
            return source.broken(start, inner, read, _OPENS, (_END,), head[1])
        close = closing.match(text, read[1])
        if close is None:
            source.spend(begin, read[1])
            return source.broken(start, inner, ParseError.MALFORMED_BLOCK, _OPENS, (_END,), head[1])
        return Block((ParsedCall(head[1], text[begin : read[1]]),), close.end())

    def read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
        start, inner = mark.span()
        if mark[0] == _CALL:
            return call_at(source, start)
        return _SECTION.read(source, start, inner, call_at)

    return marked("|".join((_CALL, *_SECTION.opens)), read)


split_v3 = _reader(_FENCED, _FENCE_END)
split_v31 = _reader(_BARE, _BARE_END)
