"""Where parsing cannot go on, and what may be tried there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..diagnostics import Diagnostic
from ..source import Span


class Stop(NamedTuple):
    """Where parsing cannot go on."""

    kind: str
    """Terminal of the token that does not fit; `$END` at the end of the piece, empty for an unknown mark."""
    span: Span
    before: Span
    """The token before, empty at the start of the piece."""
    accepts: frozenset[str]
    """Terminals that would fit."""
    piece: Span


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit to try."""

    feed: tuple[tuple[str, str], ...]
    """Tokens that the parser is given: terminal and text."""
    resume: int
    """Offset to read on from."""
    finding: Diagnostic
    """What to say if the edit helps."""
    sure: bool = False
    """Whether it is right even where another mistake follows soon."""
    known: bool = False
    """Whether it is right even where another mistake follows at once."""
