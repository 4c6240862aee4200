"""Text that can quote itself: a named source and half-open ranges in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from .lean import lean_dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One text with the name that diagnostics show for it."""

    name: str
    """Path as the author gave it, with forward slashes."""
    text: str
    _line_starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note where each line starts."""
        lengths = [len(line) + 1 for line in self.text.split("\n")]
        object.__setattr__(self, "_line_starts", tuple(accumulate(lengths[:-1], initial=0)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of *offset*, both counted from 1, in code points."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Text of line *number* (from 1), without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@lean_dataclass(frozen=True, slots=True)
class Span:
    """A half-open range [start, end) of code points in a source."""

    source: Source
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the start of this range to the end of *other*."""
        return Span(self.source, self.start, other.end)

    @property
    def text(self) -> str:
        """The text in the range."""
        return self.source.text[self.start : self.end]
