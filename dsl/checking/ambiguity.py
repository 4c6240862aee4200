"""In how many ways a regular expression can match: what bounds the time of engines that try one way after another.

Such an engine walks through the expression along the text, and where it has a choice it comes back for the other
one. So it takes as many steps as there are walks that read a beginning of the text. Here these are counted for all
texts at once: a state of the count is how many walks have read the text so far and end at each position (a character
of the expression, with repetitions written out), and texts that lead to the same state are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

# The parser of `re` says what an expression means; it has no public name.
from re import _constants as ops
from re import _parser as parser
from typing import Any, Final

MAX_WAYS: Final = 100
"""Most walks over one text."""
_MAX_POSITIONS: Final = 1_000
_MAX_EDGES: Final = 20_000
_MAX_STEPS: Final = 20_000
"""Steps of counting, of some microseconds each, after which an expression is taken to be too large."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: with how many walks it can be begun, ended and passed by."""

    first: Mapping[int, int] = field(default_factory=dict)
    last: Mapping[int, int] = field(default_factory=dict)
    empty: int = 0


class _TooLarge(Exception):
    """Counting would take too long."""


class _RepeatsNothing(Exception):
    """What is repeated may be empty, so that it can be repeated in endlessly many ways."""


@cache
def problem(pattern: str) -> str | None:
    """Why matching the valid *pattern* can take endless time, None where it takes a time linear in the text."""
    builder = _Builder()
    try:
        whole = builder.sequence(parser.parse(pattern))
        if _most_ways(builder, whole) > MAX_WAYS:
            return (
                "one text can match in so many ways that it can take endless time; "
                "let each part end where the next one begins, as in `[^@]+@[^@]+`"
            )
    except _RepeatsNothing:
        return "what is repeated may be empty, which can take endless time"
    except (_TooLarge, RecursionError):
        return "its repetitions are too large to tell how long it takes"
    return None


@dataclass(slots=True)
class _Builder:
    """Writes out an expression."""

    characters: list[Sequence[tuple[Any, Any]]] = field(default_factory=list)
    """What may stand at each position, as the parser writes it."""
    edges: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Walks from one position right to another."""

    def sequence(self, items: Any) -> _Part:
        """Parts one after the other."""
        whole = _Part(empty=1)
        for operator, argument in items:
            whole = self._joined(whole, self._part(operator, argument))
        return whole

    def _part(self, operator: Any, argument: Any) -> _Part:
        match operator:
            case ops.BRANCH:
                branches = [self.sequence(each) for each in argument[1]]
                first, last = Counter[int](), Counter[int]()
                for each in branches:
                    first.update(each.first)
                    last.update(each.last)
                return _Part(first, last, sum(each.empty for each in branches))
            case ops.SUBPATTERN:
                return self.sequence(argument[3])
            case ops.MAX_REPEAT | ops.MIN_REPEAT:
                return self._repeated(*argument)
            case ops.IN:
                return self._character(argument)
            case _:
                return self._character([(operator, argument)])

    def _character(self, what: Sequence[tuple[Any, Any]]) -> _Part:
        if len(self.characters) == _MAX_POSITIONS:
            raise _TooLarge
        self.characters.append(what)
        here = {len(self.characters) - 1: 1}
        return _Part(here, here)

    def _repeated(self, low: int, high: Any, items: Any) -> _Part:
        """So many of *items*: those that need not be there each stand only behind the one before."""
        endless = high is ops.MAXREPEAT
        copies = [self._once(items, many=endless or high > 1) for _ in range(max(low, 1) if endless else high)]
        if endless and copies:
            self._connect(copies[-1].last, copies[-1].first)
        whole = _Part(empty=1)
        for number, copy in reversed(list(enumerate(copies))):
            whole = self._joined(copy, whole)
            if number >= low:
                whole = _Part(whole.first, whole.last, whole.empty + 1)
        return whole

    def _once(self, items: Any, many: bool) -> _Part:
        part = self.sequence(items)
        if many and part.empty:
            raise _RepeatsNothing
        return part

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._connect(left.last, right.first)
        first, last = Counter(left.first), Counter(right.last)
        for position, ways in right.first.items() if left.empty else ():
            first[position] += left.empty * ways
        for position, ways in left.last.items() if right.empty else ():
            last[position] += right.empty * ways
        return _Part(first, last, min(left.empty * right.empty, MAX_WAYS + 1))

    def _connect(self, last: Mapping[int, int], first: Mapping[int, int]) -> None:
        if len(self.edges) + len(last) * len(first) > _MAX_EDGES:
            raise _TooLarge
        for one, before in last.items():
            for other, behind in first.items():
                self.edges[one, other] += before * behind


def _most_ways(builder: _Builder, whole: _Part) -> int:
    """Most walks over one text; some number above MAX_WAYS where there are more. Raises _TooLarge."""
    kinds = list(_kinds(builder.characters))
    behind: dict[int, list[tuple[int, int]]] = {}
    for (one, other), ways in builder.edges.items():
        behind.setdefault(one, []).append((other, ways))
    start = frozenset(whole.first.items())
    most, steps = 1, 0
    seen: set[frozenset[tuple[int, int]]] = set()
    # What comes before the first character is a position too, which nothing leads back to.
    waiting = [[(position, ways) for position, ways in start]]
    while waiting:
        reached = waiting.pop()
        for kind in kinds:
            steps += 1 + len(reached)
            if steps > _MAX_STEPS:
                raise _TooLarge
            count: Counter[int] = Counter()
            for position, ways in reached:
                if position in kind:
                    count[position] += ways
            most = max(most, count.total())
            if most > MAX_WAYS:
                return most
            state = frozenset(count.items())
            if not state or state in seen:
                continue
            seen.add(state)
            steps += sum(len(behind.get(position, ())) for position in count)
            further = Counter[int]()
            for position, ways in count.items():
                for other, number in behind.get(position, ()):
                    further[other] += ways * number
            waiting.append(list(further.items()))
    return most


def _kinds(characters: Sequence[Sequence[tuple[Any, Any]]]) -> Iterator[frozenset[int]]:
    """The positions that one character fits, for every character: each set of them once."""
    edges = {0}
    for each in characters:
        for low, high in _ranges(each):
            edges |= {low, high + 1}
    found = {frozenset(position for position, each in enumerate(characters) if _fits(code, each)) for code in edges}
    yield from sorted(found - {frozenset()}, key=sorted)


def _fits(code: int, what: Sequence[tuple[Any, Any]]) -> bool:
    inside = any(low <= code <= high for low, high in _ranges(what))
    return inside != any(operator is ops.NEGATE or operator is ops.NOT_LITERAL for operator, _ in what)


def _ranges(what: Sequence[tuple[Any, Any]]) -> Iterator[tuple[int, int]]:
    """What a set names, be it to leave it out."""
    for operator, argument in what:
        match operator:
            case ops.LITERAL | ops.NOT_LITERAL:
                yield argument, argument
            case ops.RANGE:
                yield argument
            case ops.ANY:
                yield 0, 0x10FFFF
            case _:
                pass
