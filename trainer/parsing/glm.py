"""GLM 4.5, 4.6 and 4.7: `<tool_call>NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value></tool_call>`.

The older ones write each part on a line of its own, 4.7 writes them in one; both are read by one rule.
"""

from __future__ import annotations

import re
from typing import Final

from .elements import element
from .parsed import ParsedCall, ParseError
from .source import Block, Source
from .turn import Tools, marked
from .typed import json_or_text, object_text, parameter, typed

_OPEN: Final = "<tool_call>"
_CLOSE: Final = "</tool_call>"
_VALUE_END: Final = "</arg_value>"
_HEAD: Final = re.compile(r"<tool_call>\s*+([^\s<>{}]++)\s*+")
# A line's end is written out (as \n) at times.
_KEY: Final = re.compile(r"<arg_key>([^<]*+)</arg_key>(?:\\n|\s)*+<arg_value>")


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    text = source.text
    head = _HEAD.match(text, start)
    if head is None:
        return source.broken(start, inner, ParseError.MISSING_NAME, (_OPEN,), (_CLOSE,))
    name, position = head[1], head.end()
    members: list[tuple[str, str]] = []
    while found := _KEY.match(text, position):
        ends = element(source, found.end(), _VALUE_END)
        if ends is None or source.tired(start, position):
            break
        raw, key = text[found.end() : ends[0]], found[1].strip()
        schema = parameter(tools, name, key)
        members.append((key, json_or_text(raw) if schema is None else typed(raw, schema, tools[name])))
        position = source.skip(ends[1])
    if text.startswith(_CLOSE, position):
        return Block((ParsedCall(name, object_text(members)),), position + len(_CLOSE))
    source.spend(start, position)
    return source.broken(start, inner, ParseError.MALFORMED_BLOCK, (_OPEN,), (_CLOSE,), name)


split = marked(_OPEN, _read)
