"""Places in a text: code points on our side, lines and code units of an encoding on the client's."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Places:
    """The places of one text, in one encoding."""

    def __init__(self, text: str, encoding: str) -> None:
        """*encoding* is `utf-8`, `utf-16` or `utf-32`, as the client and we agreed."""
        self._text = text
        self._encoding = encoding
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and character, both from 0, of the code point at *offset*; a place outside gives the nearest one."""
        offset = max(0, min(offset, len(self._text)))
        line = bisect_right(self._starts, offset) - 1
        return line, self._units(self._text[self._starts[line] : offset])

    def offset(self, line: int, character: int) -> int:
        """The code point at a place; outside of the text, or inside of a character, the nearest one before."""
        if line >= len(self._starts):
            return len(self._text)
        start = self._starts[max(line, 0)]
        found = _LINE_END.search(self._text, start)
        end = found.start() if found else len(self._text)
        if self._encoding == "utf-32":
            return min(start + max(character, 0), end)
        units = 0
        for at in range(start, end):
            units += self._units(self._text[at])
            if units > character:
                return at
        return end

    def _units(self, text: str) -> int:
        if text.isascii() or self._encoding == "utf-32":
            return len(text)
        # A lone half of a pair cannot be told in UTF-8, and clients may send one while the author types.
        if self._encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
