"""The word that an author probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that *word* was probably meant to be, None where none is near.

    Case and underscores do not count; at most a third of the letters may differ. Of equals the first wins.
    """
    folded = _fold(word)
    limit = max(1, len(folded) // 3)
    best, nearest = None, limit + 1
    for candidate in candidates:
        if candidate == word:
            continue
        other = _fold(candidate)
        # A word of one or two letters is near to half the dictionary.
        if other != folded and min(len(other), len(folded)) < 3:
            continue
        distance = _distance(folded, other, nearest)
        if distance < nearest:
            best, nearest = candidate, distance
    return best


def _fold(word: str) -> str:
    return word.replace("_", "").casefold()


def _distance(a: str, b: str, bound: int) -> int:
    """How many letters to insert, delete, replace or swap with their neighbour; *bound* or more means far."""
    if abs(len(a) - len(b)) >= bound:
        return bound
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        before, above, row = row, before, [i]
        for j, right in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) >= bound:
            return bound
    return row[-1]
