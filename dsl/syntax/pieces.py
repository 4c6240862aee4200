"""A text that does not parse as a whole, cut up so that its parts can be tried one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ..source import Source, Span

_DECLARED: Final = re.compile(r"^(?!import|data|from)[a-z]+\s+(?:python\s+)?([A-Za-z_][A-Za-z0-9_]*)", re.MULTILINE)
"""With any word in front: it may be another language's, or misspelt."""
_IMPORTED: Final = re.compile(r"^import\b([^\"]*?)\bfrom\b", re.MULTILINE)


def pieces(source: Source, cuts: tuple[int, ...]) -> Iterator[Span]:
    """*source* cut at *cuts*; what stands before the first one is a piece of its own."""
    bounds = sorted({0, *cuts, len(source.text)})
    for start, end in pairwise(bounds):
        yield Span(source, start, end)


def declared_names(piece: Span) -> frozenset[str]:
    """Names that *piece*, which does not parse, seems to declare."""
    names = set(_DECLARED.findall(piece.text))
    for listed in _IMPORTED.findall(piece.text):
        names.update(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", listed))
    return frozenset(names)
