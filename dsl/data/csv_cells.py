"""Where the cells of a CSV text stand, for findings about them; what they hold is for the `csv` module."""

from __future__ import annotations

from functools import cached_property

from ..source import Source, Span


class CsvCells:
    """Finds cells in one CSV text; the text is scanned when the first one is asked for."""

    def __init__(self, source: Source) -> None:
        """Nothing is scanned yet."""
        self._source = source

    @cached_property
    def _starts(self) -> list[int]:
        text, position, starts = self._source.text, 0, list[int]()
        while (position := _skip_blank(text, position)) < len(text):
            starts.append(position)
            position = _record_end(text, position)
        return starts

    def span(self, record: int, column: int) -> Span:
        """The range of one cell, without its quotes; *record* counts records from 0, blank lines left out.

        A missing cell is an empty range at the end of its record.
        """
        cells = _cells(self._source.text, self._starts[record])
        if column < len(cells):
            return Span(self._source, *cells[column])
        return Span(self._source, cells[-1][1], cells[-1][1])

    def broken_quotes(self) -> tuple[Span, Span | None] | None:
        """The first cell that is not quoted well: its opening quote, and the closing one that something stands behind.

        The second is None where the cell is never closed.
        """
        text = self._source.text
        for start in self._starts:
            for begin, end in _cells(text, start):
                opening = begin - 1
                if begin == 0 or text[opening] != '"':
                    continue
                if end == len(text):
                    return Span(self._source, opening, begin), None
                if text[end + 1 : end + 2] not in ("", ",", "\r", "\n"):
                    return Span(self._source, opening, begin), Span(self._source, end, end + 1)
        return None


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position] in "\r\n":
        position += 1
    return position


def _cells(text: str, position: int) -> list[tuple[int, int]]:
    """Ranges of the cells of the record that begins at *position*."""
    found = []
    while True:
        start, end, position = _cell(text, position)
        found.append((start, end))
        if position >= len(text) or text[position] != ",":
            return found
        position += 1


def _record_end(text: str, position: int) -> int:
    while True:
        _, _, position = _cell(text, position)
        if position >= len(text) or text[position] != ",":
            return position
        position += 1


def _cell(text: str, position: int) -> tuple[int, int, int]:
    """Start and end of a cell's content, and the place after the cell."""
    if text[position : position + 1] != '"':
        end = position
        while end < len(text) and text[end] not in ",\r\n":
            end += 1
        return position, end, end
    end = position + 1
    while end < len(text):
        if text[end] == '"':
            if text[end + 1 : end + 2] != '"':
                break
            end += 1
        end += 1
    after = min(end + 1, len(text))
    while after < len(text) and text[after] not in ",\r\n":
        after += 1
    return position + 1, min(end, len(text)), after
