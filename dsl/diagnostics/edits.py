"""Fixes carried out: which of them go together, and the text that they make."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

from .record import Diagnostic, Edit


def applied(text: str, edits: Iterable[Edit]) -> str:
    """*text* with *edits*, which do not overlap, carried out."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*pieces, text[at:]))


def compatible(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those of *diagnostics* whose fixes can be carried out together; each of them has one.

    Of fixes that touch each other the one that changes the smaller range wins, then the one that stands first.
    """
    candidates = [(d, d.fix.edits) for d in diagnostics if d.fix is not None and d.fix.edits]
    candidates.sort(key=lambda pair: (_extent(pair[1]), pair[0].span.start))
    taken: dict[str, list[tuple[int, int]]] = {}
    chosen: list[Diagnostic] = []
    for diagnostic, edits in candidates:
        if not any(_touches(edit, taken.get(edit.span.source.name, ())) for edit in edits):
            chosen.append(diagnostic)
            for edit in edits:
                insort(taken.setdefault(edit.span.source.name, []), (edit.span.start, edit.span.end))
    return sorted(chosen, key=lambda d: (d.span.source.name, d.span.start))


def _extent(edits: Sequence[Edit]) -> int:
    return max(edit.span.end for edit in edits) - min(edit.span.start for edit in edits)


def _touches(edit: Edit, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether *edit* touches a range in *taken*, which is in order: two insertions at one place have none."""
    behind = bisect_right(taken, edit.span.end, key=lambda each: each[0])
    # Those in *taken* do not overlap, so the last that begins before the end reaches furthest.
    return behind > 0 and taken[behind - 1][1] >= edit.span.start
