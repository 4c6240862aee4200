"""What a memo knows of the proofs of one scenario: each with the calls that it hangs on, and what they showed then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from .prove import Proof
from .workshop import Memo

KEPT_BEFORE: Final = 1
"""How many proofs of before are kept for each of now: a change may be taken back."""


class Seen(NamedTuple):
    """A call on untouched rows, and what it showed."""

    reads: str
    """A hash of all that calls of this tool read: while it is the same, the call shows the same."""
    tool: str
    arguments: str
    """As JSON."""
    shows: str
    """A hash of what it showed."""


_NONE: Final[frozenset[Seen]] = frozenset()


class Calls:
    """Calls by number from 0 on, and groups of numbers below 0; each is there once."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls: dict[Seen, int] = {}
        self.groups: dict[tuple[int, ...], int] = {}

    def call(self, seen: Seen) -> int:
        """The number of a call."""
        return self.calls.setdefault(seen, len(self.calls))

    def group(self, members: Sequence[int]) -> int:
        """The number of a group of calls and of other groups."""
        return self.groups.setdefault(tuple(members), -1 - len(self.groups))


class Numbered:
    """`Calls` to look numbers up in."""

    def __init__(self, calls: Calls) -> None:
        """As *calls* are now."""
        self._calls = list(calls.calls)
        self._groups = list(calls.groups)

    def picker(self, wanted: Callable[[Seen], bool]) -> Callable[[int], frozenset[Seen]]:
        """A function from a number to those calls of it that are *wanted*."""
        of_calls = [frozenset((call,)) if wanted(call) else _NONE for call in self._calls]
        of_groups: dict[int, frozenset[Seen]] = {}

        def picked(number: int) -> frozenset[Seen]:
            if number >= 0:
                return of_calls[number]
            if number not in of_groups:
                found = [calls for member in self._groups[-1 - number] if (calls := picked(member))]
                of_groups[number] = _NONE.union(*found)
            return of_groups[number]

        return picked

    def copier(self, into: Calls, change: Callable[[Seen], Seen]) -> Callable[[int], int]:
        """A function from numbers here to numbers in *into*, each call there as *change* gives it."""
        known: dict[int, int] = {}

        def copied(number: int) -> int:
            if number not in known:
                if number >= 0:
                    known[number] = into.call(change(self._calls[number]))
                else:
                    known[number] = into.group([copied(member) for member in self._groups[-1 - number]])
            return known[number]

        return copied


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof that held."""

    proof: Proof
    reads: int
    """The number of the calls that it hangs on."""


_TABLES: Final = ("counts", "tools", "calls", "groups", "parts")


class Remembered:
    """The proofs of one scenario that held when it was built before."""

    def __init__(self, memo: Memo, scenario: str) -> None:
        """Read what *memo* has of *scenario*."""
        self._memo = memo
        self._name = f"proofs of {scenario}"
        kept: dict[str, Any] = memo.get(self._name) or dict.fromkeys(
            ("counts", "tools", "calls", "groups", "parts"), ()
        )
        proofs = [Proof((), counts) for counts in kept["counts"]]
        calls = Calls()
        for tool, arguments, shows in kept["calls"]:
            reads, name = kept["tools"][tool]
            calls.call(Seen(reads, name, arguments, shows))
        for members in kept["groups"]:
            calls.group(members)
        self.calls = Numbered(calls)
        self.parts: dict[str, list[Kept]] = {
            key: [Kept(proofs[count], reads) for count, reads in rows] for key, rows in dict(kept["parts"]).items()
        }
        """By a hash of what each read besides calls; where calls showed different things, the last ones first."""

    def keep(
        self, parts: Mapping[str, Kept], others: Mapping[str, Sequence[Kept]], calls: Calls, held: Collection[int]
    ) -> None:
        """Remember *parts* by key, and some of the *others* and of those that were known, but for those that *held* as
        some of *parts* do now, by their identity; the calls of the first two are in *calls*, and those of the last go
        there.
        """
        before = self.calls.copier(calls, lambda seen: seen)
        old = [key for key in dict.fromkeys((*others, *self.parts)) if key not in parts][: KEPT_BEFORE * len(parts)]
        said: dict[str, tuple[int, Mapping[str, int]]] = {}
        rows: dict[str, list[tuple[int, int]]] = {}
        for key in (*parts, *old):
            different: dict[int, Proof] = {}
            for kept in (*([parts[key]] if key in parts else ()), *others.get(key, ())):
                different.setdefault(kept.reads, kept.proof)
            for kept in self.parts.get(key, ()):
                if id(kept) not in held:
                    different.setdefault(before(kept.reads), kept.proof)
            rows[key] = []
            for reads, proof in list(different.items())[: 1 + KEPT_BEFORE]:
                text = repr(sorted(proof.counts.items()))
                count, _ = said.setdefault(text, (len(said), proof.counts))
                rows[key].append((count, reads))
        tools: dict[tuple[str, str], int] = {}
        made = [[tools.setdefault((c.reads, c.tool), len(tools)), c.arguments, c.shows] for c in calls.calls]
        value = {
            "counts": [dict(counts) for _, counts in said.values()],
            "tools": list(map(list, tools)),
            "calls": made,
            "groups": list(map(list, calls.groups)),
            "parts": rows,
        }
        self._memo.put(self._name, value)
