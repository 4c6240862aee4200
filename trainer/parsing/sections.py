"""Sections of calls: what DeepSeek and Kimi put around all calls of a turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .parsed import ParsedCall, ParseError
from .source import THOUGHT, Block, Source, malformed


@dataclass(frozen=True, slots=True)
class Section:
    """The tags of a section: several spellings, since models do not agree with their templates."""

    opens: Sequence[str]
    closes: Sequence[str]
    call: str
    """What every call in it begins with."""

    def read(self, source: Source, start: int, inner: int, read: Callable[[Source, int], Block]) -> Block:
        """The calls of the section that begins at *start*; *read* reads the one at a place."""
        text = source.text
        calls: list[ParsedCall] = []
        position = inner
        stops = (*self.closes, *self.opens, self.call, THOUGHT)
        while True:
            position = source.skip(position)
            close = next((close for close in self.closes if text.startswith(close, position)), None)
            if close is not None or position == len(text):
                if not calls:
                    code = ParseError.UNCLOSED if close is None else ParseError.MALFORMED_BLOCK
                    calls.append(malformed(text[start:position], code))
                return Block(tuple(calls), position + len(close or ""))
            if text.startswith(self.call, position):
                block = read(source, position)
                calls.extend(block.calls)
                position = block.end
                continue
            stop, tag = source.first(stops, position)
            if stop > position:
                calls.append(malformed(text[position:stop], ParseError.MALFORMED_BLOCK))
            position = stop
            if tag in self.opens or tag == THOUGHT:
                return Block(tuple(calls), position)
