"""Llama 3.1 to 3.3: `{"name": ..., "parameters": {...}}`, bare or behind `<|python_tag|>`, several with `;` between.

Also `<function=NAME>{...}</function>`, which the models were taught as a custom form, and calls of built-in tools,
`<|python_tag|>NAME.call(key="value")`. A bare object that is not shaped like a call is text.
"""

from __future__ import annotations

import re
from typing import Final

from .literals import LiteralError, literal, skip
from .parsed import ParsedCall, ParseError
from .source import Block, Source, call_of, malformed
from .turn import Tools, marked
from .typed import object_text

_PYTHON: Final = "<|python_tag|>"
_FUNCTION: Final = "<function="
_FUNCTION_END: Final = "</function>"
_KEYS: Final = ("arguments", "parameters")
_HEAD: Final = re.compile(r"<function=\s*+([^\s<>{}]++)\s*+>")
_BUILT_IN: Final = re.compile(r"\s*+([A-Za-z_]\w*+)\.call\(\s*+")
_KEY: Final = re.compile(r"([A-Za-z_]\w*+)\s*+=\s*+")
_MEANT: Final = re.compile(
    r'\{\s*+(?:"type"\s*+:\s*+"function"\s*+,\s*+)?+"name"\s*+:\s*+"([^"\\\n]*+)"\s*+,\s*+"(?:parameters|arguments)"'
)
"""How a call begins that goes wrong behind."""
_NEXT: Final = re.compile(r'[;\n]\s*+(?=\{\s*+"(?:name|type)")')


def _read(source: Source, mark: re.Match[str], tools: Tools) -> Block:
    start, inner = mark.span()
    if mark[0] == _FUNCTION:
        return _custom(source, start)
    if mark[0] == _PYTHON:
        at = source.skip(inner)
        return _object(source, start, at, tools) if source.text.startswith("{", at) else _built_in(source, start, inner)
    return _object(source, start, start, tools)


def _object(source: Source, start: int, at: int, tools: Tools) -> Block:
    """The call, or the text, that the object at *at* is; behind the python tag at *start* it is meant as a call."""
    text = source.text
    tagged = at > start
    read = source.members(at)
    if isinstance(read, ParseError):
        meant = _MEANT.match(text, at)
        if meant is None and not tagged:
            return Block((), at + 1)
        return _broken(source, start, at + 1, read, meant[1] if meant else "")
    members, end = read
    keys = {member.key for member in members}
    named = next((member.value for member in members if member.key == "name"), None)
    shaped = not keys.isdisjoint(_KEYS) and keys <= {"name", "type", "function", "id", *_KEYS}
    if not tagged and not shaped and not (isinstance(named, str) and ("parameters" in keys or named in tools)):
        return Block((), end)
    call = call_of(source, members, _KEYS) if not keys.isdisjoint(_KEYS) else ParseError.MISSING_ARGUMENTS
    if isinstance(call, ParseError):
        call = malformed(text[start:end], call)
    return Block((call,), end)


def _broken(source: Source, start: int, inner: int, code: ParseError, name: str = "") -> Block:
    """What cannot be read goes on to where the next call begins."""
    block = source.broken(start, inner, code, (_PYTHON, _FUNCTION), (), name)
    found = _NEXT.search(source.text, inner, block.end)
    if found is None:
        return block
    return Block((malformed(source.text[start : found.start()], code, name),), found.end())


def _custom(source: Source, start: int) -> Block:
    text = source.text
    head = _HEAD.match(text, start)
    if head is None:
        inner = start + len(_FUNCTION)
        return source.broken(start, inner, ParseError.MISSING_NAME, (_PYTHON, _FUNCTION), (_FUNCTION_END,))
    begin = source.skip(head.end())
    read = source.value(begin)
    problem = read if isinstance(read, ParseError) else ParseError.MALFORMED_BLOCK
    if not isinstance(read, ParseError):
        end = source.skip(read[1])
        if text.startswith(_FUNCTION_END, end):
            return Block((ParsedCall(head[1], text[begin : read[1]]),), end + len(_FUNCTION_END))
        source.spend(begin, end)
    return source.broken(start, begin, problem, (_PYTHON, _FUNCTION), (_FUNCTION_END,), head[1])


def _built_in(source: Source, start: int, inner: int) -> Block:
    text = source.text
    head = _BUILT_IN.match(text, inner)
    if head is None:
        return _broken(source, start, inner, ParseError.MALFORMED_BLOCK)
    members: list[tuple[str, str]] = []
    position = head.end()
    try:
        while key := _KEY.match(text, position):
            if source.tired(start, position):
                break
            value, position = literal(text, key.end())
            members.append((key[1], value))
            position = skip(text, position)
            if text.startswith(",", position):
                position = skip(text, position + 1)
    except LiteralError as problem:
        source.spend(start, problem.reached)
        return _broken(source, start, inner, ParseError.MALFORMED_BLOCK, head[1])
    if text.startswith(")", position):
        return Block((ParsedCall(head[1], object_text(members)),), position + 1)
    source.spend(start, position)
    return _broken(source, start, inner, ParseError.MALFORMED_BLOCK, head[1])


split = marked(rf"{re.escape(_PYTHON)}|{_FUNCTION}|\{{", _read)
