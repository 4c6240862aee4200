"""Which regular expressions a bundle may hold: those that take a time linear in the text, whatever the text is.

The engine of `re` tries one way of matching after another, so what it does is bounded by the number of ways in which an
expression can read a beginning of the text. Those are counted here for all texts at once, over the characters of the
expression with its repetitions written out: how many ways lead to each of them after a text, for every text that
makes a difference. The compiler lets through no pattern that has more ways than `MAX_WAYS`.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from re import _constants as ops  # the parser of `re` says what an expression means; it has no public name
from re import _parser as parser
from typing import Any, Final

MAX_LENGTH: Final = 500
"""Longest pattern, in characters."""
MAX_WAYS: Final = 100
"""Most ways to read the beginning of one text."""
_MAX_CHARACTERS: Final = 1_000
_MAX_LINKS: Final = 20_000
_MAX_LOOKS: Final = 20_000
_MAX_CODE: Final = 0x10FFFF


class _RefusedError(Exception):
    """A pattern that is refused, and why."""


@lru_cache(maxsize=2_000)
def pattern_problem(pattern: str) -> str | None:
    """Why *pattern* is refused, None where matching it is fast."""
    if len(pattern) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
            tree = parser.parse(pattern)
        if tree.state.flags != re.UNICODE.value:
            return "it sets flags"
        ways = _Ways()
        whole = ways.sequence(tree)
        ways.count(whole.first)
    except (re.error, RecursionError, OverflowError) as problem:
        return f"it is not a regular expression ({problem})"
    except _RefusedError as problem:
        return str(problem)
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: in how many ways it begins and ends with each character, and is left out."""

    first: Mapping[int, int] = field(default_factory=dict)
    last: Mapping[int, int] = field(default_factory=dict)
    empty: int = 1


@dataclass(slots=True)
class _Ways:
    """An expression written out: its characters, and in how many ways one follows another."""

    characters: list[tuple[bool, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    """(whether all others are meant, ranges)"""
    links: Counter[tuple[int, int]] = field(default_factory=Counter)

    def sequence(self, items: Any) -> _Part:
        """Parts one after the other."""
        whole = _Part()
        for operator, argument in items:
            whole = self._then(whole, self._part(operator, argument))
        return whole

    def _part(self, operator: Any, argument: Any) -> _Part:
        match operator:
            case ops.SUBPATTERN:
                _, added, dropped, items = argument
                if added or dropped:
                    raise _RefusedError("it sets flags")
                return self.sequence(items)
            case ops.BRANCH:
                sides = [self.sequence(side) for side in argument[1]]
                first = sum((Counter(side.first) for side in sides), Counter[int]())
                last = sum((Counter(side.last) for side in sides), Counter[int]())
                return _Part(first, last, sum(side.empty for side in sides))
            case ops.MAX_REPEAT | ops.MIN_REPEAT:
                return self._repeat(*argument)
            case ops.IN:
                return self._character(argument)
            case ops.LITERAL | ops.NOT_LITERAL | ops.ANY:
                return self._character([(operator, argument)])
        raise _RefusedError(f"it uses {operator}, which the language does not have")

    def _character(self, said: Sequence[tuple[Any, Any]]) -> _Part:
        if len(self.characters) == _MAX_CHARACTERS:
            raise _RefusedError("its repetitions are too large")
        others, ranges = False, []
        for operator, argument in said:
            match operator:
                case ops.NEGATE:
                    others = True
                case ops.LITERAL:
                    ranges.append((argument, argument))
                case ops.NOT_LITERAL:
                    others = True
                    ranges.append((argument, argument))
                case ops.RANGE:
                    ranges.append(argument)
                case ops.ANY:
                    ranges.append((0, _MAX_CODE))
                case _:
                    raise _RefusedError(f"it uses {operator}, which the language does not have")
        self.characters.append((others, tuple(ranges)))
        here = {len(self.characters) - 1: 1}
        return _Part(here, here, 0)

    def _repeat(self, low: int, high: Any, items: Any) -> _Part:
        endless = high is ops.MAXREPEAT
        copies = []
        for _ in range(max(low, 1) if endless else high):
            copies.append(self.sequence(items))
            if copies[0].empty and (endless or high > 1):
                raise _RefusedError("what is repeated may be empty")
        if endless:
            self._link(copies[-1].last, copies[-1].first)
        whole = _Part()
        for number in range(len(copies) - 1, -1, -1):
            whole = self._then(copies[number], whole)
            if number >= low:
                whole = _Part(whole.first, whole.last, whole.empty + 1)
        return whole

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._link(one.last, other.first)
        first, last = Counter(one.first), Counter(other.last)
        for place, ways in other.first.items() if one.empty else ():
            first[place] += one.empty * ways
        for place, ways in one.last.items() if other.empty else ():
            last[place] += other.empty * ways
        return _Part(first, last, min(one.empty * other.empty, MAX_WAYS + 1))

    def _link(self, last: Mapping[int, int], first: Mapping[int, int]) -> None:
        if len(self.links) + len(last) * len(first) > _MAX_LINKS:
            raise _RefusedError("its repetitions are too large")
        for one, before in last.items():
            for other, behind in first.items():
                self.links[one, other] += before * behind

    def count(self, first: Mapping[int, int]) -> None:
        """Refuse what can be read in more than `MAX_WAYS` ways."""
        onward: dict[int, list[tuple[int, int]]] = {}
        for (one, other), ways in self.links.items():
            onward.setdefault(one, []).append((other, ways))
        letters = list(self._letters())
        waiting, seen, looks = [dict(first)], set[frozenset[tuple[int, int]]](), 0
        while waiting:
            reached = waiting.pop()
            for letter in letters:
                read = {place: ways for place, ways in reached.items() if place in letter}
                looks += 1 + len(reached)
                if looks > _MAX_LOOKS:
                    raise _RefusedError("it is too large to tell how long matching takes")
                if sum(read.values()) > MAX_WAYS:
                    raise _RefusedError("one text can match in so many ways that it can take endless time")
                state = frozenset(read.items())
                if not state or state in seen:
                    continue
                seen.add(state)
                after = Counter[int]()
                for place, ways in read.items():
                    looks += len(onward.get(place, ()))
                    for other, more in onward.get(place, ()):
                        after[other] += ways * more
                waiting.append(dict(after))

    def _letters(self) -> Iterator[frozenset[int]]:
        """The places that a letter fits, for every letter: each set of them once."""
        edges = {0}
        for _, ranges in self.characters:
            for low, high in ranges:
                edges |= {low, high + 1}
        found = {frozenset(place for place, what in enumerate(self.characters) if _fits(code, what)) for code in edges}
        yield from sorted(found - {frozenset()}, key=sorted)


def _fits(code: int, what: tuple[bool, tuple[tuple[int, int], ...]]) -> bool:
    others, ranges = what
    return any(low <= code <= high for low, high in ranges) != others
