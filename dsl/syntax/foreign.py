"""Whether a text is in this language at all: a page about README.md that lists its sentences helps nobody."""

from __future__ import annotations

import re
from typing import Final

from ..diagnostics import Diagnostic, error
from ..diagnostics.suggest import closest
from ..source import Source, Span
from .lexical import Outline

_STRAYS: Final = 3
"""So many lines in column 0 that begin no declaration are no slip of a person who writes a scenario."""
_KEYWORDS: Final = (
    "edition", "import", "scenario", "library", "enum", "record", "entity", "data", "const", "error",
    "fn", "extern", "tool", "task", "test", "scale", "reward", "explore",
)  # fmt: skip
_WORD: Final = re.compile(r"(@?[A-Za-z_]\w*)[\s{]")
_VISIBLE: Final = re.compile(r"\S")
_LOOKED_AT: Final = 200
"""Lines in column 0 that are looked at."""
_SHOWN: Final = 40
_MARKS: Final = "{[<`|-*=;%"
"""What other languages begin with, and a .tool file by no slip."""


def foreign(source: Source, look: Outline) -> Diagnostic | None:
    """One finding where *source*, which does not parse, is text of another kind; None where it may be a .tool file.

    It begins with something else than a declaration, and has more lines in column 0 that begin none than
    lines that do. A misspelt keyword counts as a declaration.
    """
    start = _first(source, look)
    if start is None or _declares(source, start):
        return None
    cuts = look.cuts[:_LOOKED_AT]
    declared = sum(_declares(source, cut) for cut in cuts)
    strays = len(cuts) - declared
    # Text without any word in column 0, such as JSON or HTML, is foreign by its first character.
    if declared >= strays if strays >= _STRAYS else declared or source.text[start] not in _MARKS:
        return None
    end = source.text.find("\n", start)
    line = source.text[start : end if end >= 0 else None].rstrip()
    return error(
        "TW0913",
        Span(source, start, start + len(line)),
        f"this is not a .tool file: it begins with `{line if len(line) <= _SHOWN else line[:_SHOWN] + '...'}`",
        help="a .tool file begins with `scenario name { ... }` or `library name { ... }`; comments begin with `#`",
    )


def _first(source: Source, look: Outline) -> int | None:
    """Where the first thing that is no comment stands in *source*."""
    comments = {span.start: span.end for span in look.comments}
    at = 0
    while (match := _VISIBLE.search(source.text, at)) is not None:
        if match.start() not in comments:
            return match.start()
        at = comments[match.start()]
    return None


def _declares(source: Source, start: int) -> bool:
    """Whether a declaration begins at *start*, be it with a misspelt keyword."""
    match = _WORD.match(source.text, start)
    if match is None:
        return False
    word = match[1]
    return word.startswith("@") or word in _KEYWORDS or (len(word) <= _SHOWN and closest(word, _KEYWORDS) is not None)
