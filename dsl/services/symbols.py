"""Declarations of many files, found by a part of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .outline import Entry


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declaration that was found."""

    entry: Entry
    holder: str
    """The name of what it is a part of; empty for declarations."""


def symbols(outlines: Iterable[tuple[Entry, ...]], query: str, most: int) -> list[Symbol]:
    """Names that hold the letters of *query* in their order, in any case; the best *most* of them.

    A name that begins with the query is better than one that holds it, and that better than one with other letters
    between; then what is declared by itself is better than a part, and short is better than long.
    """
    ranked = []
    for entries in outlines:
        for found in _all(entries, ""):
            rank = _rank(found.entry.name.casefold(), query.casefold())
            if rank is not None:
                ranked.append((rank, bool(found.holder), len(found.entry.name), found))
    return [found for *_, found in sorted(ranked, key=lambda each: each[:3])[:most]]


def _all(entries: tuple[Entry, ...], holder: str) -> Iterator[Symbol]:
    for entry in entries:
        # Rows and levels as a whole have no name of their own.
        if entry.kind not in ("data", "scale"):
            yield Symbol(entry, holder)
        yield from _all(entry.inside, entry.name)


def _rank(name: str, query: str) -> int | None:
    if query in name:
        return 0 if name.startswith(query) else 1
    letters = iter(name)
    return 2 if all(letter in letters for letter in query) else None
