"""Values between tags, as the XML-like formats write arguments."""

from __future__ import annotations

from .parsed import ParseError
from .source import Source


def element(source: Source, position: int, close: str) -> tuple[int, int] | None:
    """Where the value that begins at *position* ends, and where its closing tag does; None without closing tag.

    A closing tag inside a string of a JSON value is text.
    """
    text = source.text
    begin = source.skip(position)
    end = -1
    if text[begin : begin + 1] in ("{", "[", '"'):
        read = source.value(begin)
        if not isinstance(read, ParseError):
            end = source.skip(read[1])
            if not text.startswith(close, end):
                source.spend(begin, end)
                end = -1
    if end < 0:
        end = source.next(close, position)
    return (end, end + len(close)) if end < len(text) else None
