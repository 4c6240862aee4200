"""Calls as JSON objects one behind the other, as Llama and the older Mistral models write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .parsed import ParsedCall, ParseError
from .source import Block, Source, call_of, malformed

_LIKELY: Final = re.compile(r'\{\s*+"(?:name|arguments|parameters|id|type|function)"\s*+:')


def array(source: Source, start: int, inner: int, limit: int, keys: Sequence[str]) -> Block:
    """The calls of the JSON array whose first element is behind *inner*, which ends before *limit*.

    Elements are read one by one, so that those beside a broken one are found.
    """
    text = source.text
    calls: list[ParsedCall] = []
    position = source.skip(inner)
    begin = start
    while True:
        if text.startswith("]", position):
            if not calls:
                calls.append(malformed(text[start : position + 1], ParseError.MALFORMED_BLOCK))
            return Block(tuple(calls), position + 1)
        if position >= limit:
            if not calls:
                calls.append(malformed(text[start:limit], ParseError.UNCLOSED))
            return Block(tuple(calls), limit)
        read = source.members(position)
        problem = read if isinstance(read, ParseError) else None
        if not isinstance(read, ParseError):
            call = call_of(source, read[0], keys)
            if isinstance(call, ParseError):
                call = malformed(text[begin : read[1]], call)
            calls.append(call)
            position = begin = source.skip(read[1])
            if text.startswith(",", position):
                position = source.skip(position + 1)
                continue
            if position >= limit or text.startswith("]", position):
                continue
            problem = ParseError.MALFORMED_BLOCK
        # What follows a broken element is looked for by how elements begin.
        found = _LIKELY.search(text, position + 1, max(position + 1, limit))
        while found is not None and not _is_call(source, found.start(), keys):
            found = _LIKELY.search(text, found.end(), max(found.end(), limit))
        stop = found.start() if found else limit
        calls.append(malformed(text[begin:stop], problem or ParseError.MALFORMED_JSON))
        if found is None:
            return Block(tuple(calls), limit)
        position = begin = stop


def _is_call(source: Source, position: int, keys: Sequence[str]) -> bool:
    """Whether a whole call stands there: what a broken element holds may look like one."""
    read = source.members(position)
    if isinstance(read, ParseError):
        return False
    names = {member.key for member in read[0]}
    return "name" in names and not names.isdisjoint(keys)
