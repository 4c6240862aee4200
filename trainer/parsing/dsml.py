"""DeepSeek V3.2: `<｜DSML｜invoke name="NAME">` holds a `<｜DSML｜parameter name="KEY" string="true">` per argument.

The model says itself whether a value is text (`string="true"`); what it says is none is typed by the schema.
"""

from __future__ import annotations

import re
from typing import Final

from .elements import element
from .parsed import ParsedCall, ParseError
from .sections import Section
from .source import Block, Source
from .turn import Tools, marked
from .typed import json_or_text, object_text, parameter, text_of, typed

_CALL: Final = "<｜DSML｜invoke"
_END: Final = "</｜DSML｜invoke>"
_SECTION: Final = Section(
    ("<｜DSML｜function_calls>", "<｜DSML｜tool_calls>"), ("</｜DSML｜function_calls>", "</｜DSML｜tool_calls>"), _CALL
)
_OPENS: Final = (_CALL, *_SECTION.closes, *_SECTION.opens)
_HEAD: Final = re.compile(_CALL + r'\s++name="([^"<>\n]++)"\s*+>')
_PARAMETER: Final = re.compile(r'<｜DSML｜parameter\s++name="([^"<>\n]*+)"(?:\s++string="(true|false)")?+\s*+>')
_PARAMETER_END: Final = "</｜DSML｜parameter>"


def _call_at(source: Source, start: int, tools: Tools) -> Block:
    text = source.text
    inner = start + len(_CALL)
    head = _HEAD.match(text, start)
    if head is None:
        return source.broken(start, inner, ParseError.MISSING_NAME, _OPENS, (_END,))
    name, position = head[1], source.skip(head.end())
    members: list[tuple[str, str]] = []
    while found := _PARAMETER.match(text, position):
        ends = element(source, found.end(), _PARAMETER_END)
        if ends is None or source.tired(start, position):
            break
        members.append((found[1], _value(text[found.end() : ends[0]], found[2], name, found[1], tools)))
        position = source.skip(ends[1])
    if text.startswith(_END, position):
        return Block((ParsedCall(name, object_text(members)),), position + len(_END))
    source.spend(start, position)
    return source.broken(start, inner, ParseError.MALFORMED_BLOCK, _OPENS, (_END,), name)


def _value(raw: str, is_text: str | None, tool: str, key: str, tools: Tools) -> str:
    if is_text == "true":
        return text_of(raw)
    schema = parameter(tools, tool, key)
    return json_or_text(raw) if schema is None else typed(raw, schema, tools[tool])


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    def call_at(source: Source, start: int) -> Block:
        return _call_at(source, start, tools)

    if mark[0] == _CALL:
        return call_at(source, mark.start())
    return _SECTION.read(source, *mark.span(), call_at)


split = marked("|".join((_CALL, *_SECTION.opens)), _read)
