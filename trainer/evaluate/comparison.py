"""Two policies against each other, task by task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolwright.runtime import Score

from .estimate import Estimate, bootstrap
from .measures import MEASURES
from .table import GROUPS, OVERALL, Scored, ordered, task_means


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of one policy less that of another, over the tasks that both played."""

    estimate: Estimate
    """The mean difference of a task, with a bootstrap interval over the pairs."""
    more: int
    """Tasks where the first policy has more of it."""
    less: int
    same: int
    p: float
    """The sign test: how likely it is that *more* and *less* stand at least so far apart where each is as likely as the
    other (two-sided, exact; ties are left out). 1 where all tie."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences in one group of tasks."""

    kind: str
    """The group, or `all`."""
    tasks: int
    differences: dict[str, Difference | None]
    """By the names of `MEASURES`; None where the measure applies to no task of both."""

    def to_json(self) -> dict[str, Any]:
        """The differences as plain data."""
        return asdict(self)


def compare(
    own: Iterable[Scored], other: Iterable[Scored], group: str = "kind", *, seed: int = 0
) -> tuple[Comparison, ...]:
    """What sets *own* apart from *other* on the tasks that both played, by a name of `GROUPS`; the last is over all.

    Attempts at one task are averaged first. Empty where they share no task.
    """
    mine, theirs = _by_task(own), _by_task(other)
    pairs: dict[str, list[tuple[list[Score], list[Score]]]] = {}
    for key, episodes in mine.items():
        if key in theirs:
            scores = [each.score for each in episodes], [each.score for each in theirs[key]]
            pairs.setdefault(GROUPS[group](episodes[0]), []).append(scores)
    order = ordered(pairs)
    everything = [pair for name in order for pair in pairs[name]]
    groups = [*((name, pairs[name]) for name in order), (OVERALL, everything)]
    return tuple(_comparison(name, own_pairs, seed) for name, own_pairs in groups if own_pairs)


def sign_test(more: int, less: int) -> float:
    """The two-sided exact sign test."""
    count, ways, tail = more + less, 1, 0
    for i in range(min(more, less) + 1):
        tail += ways
        ways = ways * (count - i) // (i + 1)  # of i + 1 out of count
    return min(1.0, 2 * tail / (1 << count))


def difference_of(differences: Sequence[float], *, seed: int = 0) -> Difference:
    """What one number a task, the first policy's less the second's, comes to. Raises ValueError where there is none."""
    more, less = sum(value > 0 for value in differences), sum(value < 0 for value in differences)
    same = len(differences) - more - less
    return Difference(bootstrap(differences, seed=seed), more, less, same, sign_test(more, less))


def _comparison(kind: str, pairs: Sequence[tuple[Sequence[Score], Sequence[Score]]], seed: int) -> Comparison:
    made: dict[str, Difference | None] = {}
    for name in MEASURES:
        values = [(task_means(name, mine), task_means(name, theirs)) for mine, theirs in pairs]
        found = [a - b for a, b in values if a is not None and b is not None]
        made[name] = difference_of(found, seed=seed) if found else None
    return Comparison(kind, len(pairs), made)


def _by_task(episodes: Iterable[Scored]) -> dict[tuple[str, str, str], list[Scored]]:
    tasks: dict[tuple[str, str, str], list[Scored]] = {}
    for each in episodes:
        tasks.setdefault(each.key, []).append(each)
    return tasks
