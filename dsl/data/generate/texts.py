"""Texts from patterns: what a pattern allows is drawn, letter by letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from ...checking.patterns import pattern_problem
from .draws import Draws

MAX_TEXT: Final = 1000
"""Longest text that a pattern may write."""
MAX_LETTERS: Final = 10_000
"""Widest set of letters: what is wider names most of Unicode by mistake."""
_ANY: Final = tuple(map(chr, range(0x20, 0x7F)))
_ESCAPES: Final = {"n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Letters:
    """One of some letters."""

    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Some times the same."""

    part: Part
    low: int
    high: int


Part: TypeAlias = Letters | Sequence | OneOf | Repeat


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern that texts can be drawn from."""

    draw: Callable[[Draws], str]
    space: int
    """How many texts it allows; some may be counted more than once."""


def text_pattern(pattern: str) -> TextPattern | str:
    """*pattern* made ready for drawing, or why it is not."""
    problem = pattern_problem(pattern)
    if problem is not None:
        return f"this pattern is refused: {problem}"
    reader = _Reader(pattern)
    part = reader.alternatives()
    if reader.endless:
        return "a repetition says how often, as in `{1,5}`"
    if reader.problem:
        return reader.problem
    if _longest(part) > MAX_TEXT:
        return f"this pattern writes texts longer than {MAX_TEXT} characters"
    pieces: list[str] = []

    def draw(draws: Draws) -> str:
        pieces.clear()
        _draw(part, draws, pieces)
        return "".join(pieces)

    return TextPattern(draw, _space(part))


def _draw(part: Part, draws: Draws, out: list[str]) -> None:
    match part:
        case Letters(letters):
            out.append(letters[draws.below(len(letters))] if len(letters) > 1 else letters[0])
        case Sequence(parts):
            for each in parts:
                _draw(each, draws, out)
        case OneOf(parts):
            _draw(parts[draws.below(len(parts))], draws, out)
        case Repeat(each, low, high):
            for _ in range(low + draws.below(high - low + 1) if high > low else low):
                _draw(each, draws, out)


def _space(part: Part) -> int:
    match part:
        case Letters(letters):
            return len(letters)
        case Sequence(parts):
            space = 1
            for each in parts:
                space *= _space(each)
            return space
        case OneOf(parts):
            return sum(map(_space, parts))
        case Repeat(each, low, high):
            one = _space(each)
            return sum(one**times for times in range(low, high + 1))


def _longest(part: Part) -> int:
    match part:
        case Letters():
            return 1
        case Sequence(parts):
            return sum(map(_longest, parts))
        case OneOf(parts):
            return max(map(_longest, parts))
        case Repeat(each, _, high):
            return high * _longest(each)


class _Reader:
    """Reads a pattern that is known to be valid and plain (`pattern_problem`)."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self.endless = False
        self.problem: str | None = None

    def _next(self) -> str:
        self._at += 1
        return self._text[self._at - 1]

    def _sees(self, text: str) -> bool:
        if not self._text.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def alternatives(self) -> Part:
        """Up to the end of the group, or of the pattern."""
        parts = [self._sequence()]
        while self._sees("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else OneOf(tuple(parts))

    def _sequence(self) -> Part:
        parts = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Part:
        char = self._next()
        if char == "(":
            self._sees("?:")
            inside = self.alternatives()
            self._sees(")")
            return inside
        if char == "[":
            return self._letters()
        if char == "\\":
            char = self._next()
            return Letters((_ESCAPES.get(char, char),))
        return Letters(_ANY if char == "." else (char,))

    def _letters(self) -> Part:
        others = self._sees("^")
        found: dict[str, None] = {}
        while not self._sees("]"):
            first = self._letter()
            # A `-` at the end of the set stands for itself.
            if self._text.startswith("-", self._at) and self._text[self._at + 1 : self._at + 2] != "]":
                self._at += 1
                last = self._letter()
                if len(found) + ord(last) - ord(first) >= MAX_LETTERS:
                    self.problem = f"this set has more than {MAX_LETTERS:,} letters"
                    last = first
                found |= dict.fromkeys(map(chr, range(ord(first), ord(last) + 1)))
            else:
                found[first] = None
        letters = tuple(char for char in _ANY if char not in found) if others else tuple(found)
        if not letters:
            self.problem = "this set leaves no letter of ASCII to draw"
        return Letters(letters or ("?",))

    def _letter(self) -> str:
        char = self._next()
        if char != "\\":
            return char
        char = self._next()
        return _ESCAPES.get(char, char)

    def _repeated(self, part: Part) -> Part:
        if self._sees("?"):
            low, high = 0, 1
        elif self._sees("*") or self._sees("+"):
            low, high = 0, 1
            self.endless = True
        elif self._sees("{"):
            inside = ""
            while not self._sees("}"):
                inside += self._next()
            first, comma, last = inside.partition(",")
            low = int(first)
            high = int(last) if last else low
            self.endless = self.endless or bool(comma and not last)
        else:
            return part
        # Whether as much or as little as possible is meant does not matter here.
        self._sees("?")
        return self._repeated(Repeat(part, low, high))
