"""A parser that can be stopped, copied and moved; it builds no nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..source import Span
from .machine import END, Machine

DEEP: Final = "$DEEP"
"""Told in place of a kind where constructs nest so deep that reading on would take forever."""
_MOST_STATES: Final = 2000


@dataclass(frozen=True, slots=True)
class Misfit:
    """A token that does not fit."""

    kind: str
    """Empty for a mark that begins no token, END at the end of the text."""
    start: int
    end: int


class Cursor:
    """A place in a text together with what the parser knows there."""

    def __init__(self, machine: Machine, start: str, span: Span, states: list[int] | None = None) -> None:
        """At the beginning of *span*, which is to be read as a *start*; *states* is what has been read before it."""
        self._machine = machine
        self._start = start
        self._text = span.source.text
        self._span = span
        self._states = states or [machine.tables.starts[start]]
        self.offset = span.start
        """Where it reads on."""

    def fork(self) -> Cursor:
        """An independent copy."""
        other = Cursor(self._machine, self._start, self._span, self._states.copy())
        other.offset = self.offset
        return other

    def feed(self, kind: str) -> bool:
        """Go on as if a token of this kind stood here; False where it does not fit."""
        return self._machine.advance(self._start, self._states, kind)

    def read(self) -> str | Misfit:
        """Read one token: its kind, or what does not fit, and then the cursor stays."""
        if len(self._states) > _MOST_STATES:
            return DEEP
        kind, start, end, fits = self._token()
        # A token that does not fit may end constructs first, which hides what else would fit.
        states = self._states.copy()
        if not fits or not self._machine.advance(self._start, states, kind):
            return Misfit(kind, start, end)
        self._states, self.offset = states, end
        return kind

    def accepts(self) -> frozenset[str]:
        """Kinds of the tokens that fit here."""
        kinds = self._machine.tables.actions[self._states[-1]]
        return frozenset(kind for kind in kinds if self._machine.advance(self._start, self._states.copy(), kind))

    def _token(self) -> tuple[str, int, int, bool]:
        """Kind, start and end of the next token, and whether the state here knows such tokens."""
        machine, end = self._machine, self._span.end
        for lexer in (machine.lexer(self._states[-1]), machine.root):
            found = lexer.match(self._text, self.offset, end)
            if found is not None:
                start, stop = found.span(found.lastgroup or 0)
                kind = lexer.words.get(found[found.lastgroup or 0]) or str(found.lastgroup)
                return kind, start, stop, lexer is not machine.root
        at = machine.blank_end(self._text, self.offset, end)
        return (END, at, at, True) if at == end else ("", at, at + 1, False)
