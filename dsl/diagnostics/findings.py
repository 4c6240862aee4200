"""Where the checker puts what it finds."""

from __future__ import annotations

import sys
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from ..source import Span
from .record import Diagnostic, Edit, Fix, Label, error, warning
from .suggest import closest


@dataclass(frozen=True, slots=True)
class Findings:
    """A growing list of diagnostics, shared by all parts of one check."""

    all: list[Diagnostic] = field(default_factory=list)
    strangers: set[tuple[str, str, str]] = field(default_factory=set)
    """Code, word and file of unknown words without a close one: each is most likely one missing declaration,
    so it is reported once."""

    def error(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        labels: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        help: str | None = None,  # noqa: A002 - the word of the messages
        fix: Fix | None = None,
    ) -> None:
        """Add an error."""
        self.all.append(error(code, span, message, labels=labels, notes=notes, help=help, fix=fix))

    def warning(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        labels: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        help: str | None = None,  # noqa: A002 - the word of the messages
        fix: Fix | None = None,
    ) -> None:
        """Add a warning."""
        self.all.append(warning(code, span, message, labels=labels, notes=notes, help=help, fix=fix))

    def unknown(
        self, code: str, span: Span, message: str, word: str, known: Iterable[str], other: str | None = None
    ) -> None:
        """Add an error about a *word* that is not among *known*, with the close one if there is one.

        *other* is the help where none is close.
        """
        guess = near(word, known) if len(self.all) < MAX_GUESSED else None
        if guess is None:
            stranger = (code, word, span.source.name)
            if stranger not in self.strangers:
                self.strangers.add(stranger)
                self.error(code, span, message, help=other)
            return
        quoted = span.text.startswith('"')
        text = f'"{guess}"' if quoted else guess
        # A span that shows something else than the word (a default place) gets no edit.
        exact = span.text == (f'"{word}"' if quoted else word)
        fix = Fix(f"write `{guess}`", (Edit(span, text),)) if exact else None
        self.error(code, span, message, help=f"did you mean `{guess}`?", fix=fix)


def said_once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """*found* without the unknown escapes of patterns that a fix writes anew, escapes and all."""
    mended = sorted((each.span.source.name, each.span.start, each.span.end) for each in found if _mends_text(each))

    def is_mended(span: Span) -> bool:
        before = bisect(mended, (span.source.name, span.start, sys.maxsize)) - 1
        return before >= 0 and mended[before][0] == span.source.name and span.end <= mended[before][2]

    return [each for each in found if each.code != "TW0106" or not is_mended(each.span)]


def _mends_text(finding: Diagnostic) -> bool:
    return finding.code == "TW0303" and finding.fix is not None


MAX_GUESSED: Final = 500
"""After so many findings no more words are guessed: a hostile text could make it take forever."""
_MAX_WORD: Final = 100


def near(word: str, known: Iterable[str]) -> str | None:
    """The one of *known* that *word* was probably meant to be; very long words are not compared."""
    if len(word) > _MAX_WORD:
        return None
    return closest(word, [each for each in islice(known, MAX_GUESSED) if len(each) <= _MAX_WORD])


def listed(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    """The words in backticks, as a sentence lists them; "nothing" for none."""
    if not words:
        return "nothing"
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
