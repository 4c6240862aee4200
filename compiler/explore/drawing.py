"""The tasks of one kind, drawn from its candidates in their order; kinds are drawn beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .draw import Shuffled, below
from .field import Field, Given, Place, field_of
from .judge import Judge, Unbalanced
from .plans import Draft
from .walker import Refused

TRIES: Final = 25
"""Candidates of one bucket that are looked at before it is the next bucket's turn."""
PATIENCE: Final = 600
"""Candidates of one bucket that are refused in a row before it counts as empty."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tasks of one kind that are wanted."""

    kind: str
    taken: frozenset[str] = frozenset()
    """Questions that tasks of other kinds ask."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Tasks of one kind that were drawn."""

    places: Sequence[Place]
    questions: Sequence[str]
    tools: frozenset[str]
    """Names of those that they call."""
    judged: frozenset[str]
    """Questions of all candidates that were looked at: had one been taken, others would have been drawn."""
    refusals: Counter[str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some of the tasks of one kind."""

    kind: str
    first: int
    """The number of the first of them, from 1."""
    places: Sequence[Place]
    tools: frozenset[str]
    """Names of the tools that any task calls."""


def draw(given: Given, wanted: Wanted) -> Drawn:
    """As many of the *wanted* tasks as are asked for, or else as there are."""
    field = field_of(given)
    draws = _Draws(wanted.kind, given.wanted.seed, field, field.judge(wanted.taken))
    made = dict(draws.take(given.wanted.counts[wanted.kind]))
    for place, draft in made.items():
        field.keep(place, draft)
    questions = [draft.question for draft in made.values()]
    tools = frozenset(field.tools[step.move].name for draft in made.values() for step in draft.steps)
    return Drawn(list(made), questions, tools, frozenset(draws.judge.judged), draws.refusals)


def offered(given: Given, chunk: Chunk) -> list[tuple[str, ...]]:
    """The tools that each task of *chunk* is offered."""
    field = field_of(given)
    offers = field.offers(chunk.tools)
    return [
        offers.to(task_id(chunk.kind, number), field.kept(chunk.kind, place))
        for number, place in enumerate(chunk.places, start=chunk.first)
    ]


def task_id(kind: str, number: int) -> str:
    """The id of the task of this *kind* and *number*, from 1."""
    return f"explore_{kind}/{number}"


class _Draws:
    """The tasks of one kind in their order: the first so many are the same however many are asked for."""

    def __init__(self, kind: str, seed: int, field: Field, judge: Judge) -> None:
        self._kind = kind
        self._field = field
        self.judge = judge
        buckets = list(enumerate(field.buckets(kind)))
        buckets.sort(key=lambda bucket: below(1 << 64, seed, kind, bucket[1].name))
        self._open = [_Open(number, Shuffled(each.size, seed, kind, each.name), each.size) for number, each in buckets]
        self.refusals: Counter[str] = Counter()

    def take(self, count: int) -> Iterator[tuple[Place, Draft]]:
        """At most *count* tasks, the answers of each family balanced as long as there is a choice."""
        made = 0
        held: list[tuple[Place, Draft]] = []
        while self._open and made < count:
            for bucket in self._open:
                if made < count and (found := self._next(bucket, held)) is not None:
                    self.judge.take(found[1])
                    made += 1
                    yield found
            self._open = [bucket for bucket in self._open if not bucket.empty]
        for place, draft in held:
            if made == count:
                break
            try:
                self.judge.judge(draft, balanced=False)
            except Refused as refused:
                self.refusals[str(refused)] += 1
                continue
            self.judge.take(draft)
            made += 1
            yield place, draft

    def _next(self, bucket: _Open, held: list[tuple[Place, Draft]]) -> tuple[Place, Draft] | None:
        for _ in range(TRIES):
            if bucket.empty:
                return None
            place = (bucket.number, bucket.order.at(bucket.place))
            bucket.place += 1
            try:
                draft = self._field.make(self._kind, place)
                self.judge.judge(draft)
            except Unbalanced:
                held.append((place, draft))
                bucket.failures += 1
            except Refused as refused:
                self.refusals[str(refused)] += 1
                bucket.failures += 1
            else:
                bucket.failures = 0
                return place, draft
        return None


@dataclass
class _Open:
    """A bucket that is drawn from."""

    number: int
    order: Shuffled
    size: int
    place: int = 0
    failures: int = 0

    @property
    def empty(self) -> bool:
        return self.place >= self.size or self.failures >= PATIENCE
