"""Scores of many episodes as a table, a row for each scenario kind, level or bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from types import MappingProxyType
from typing import Any, Final

from toolwright.runtime import Environment, Score, Task

from .estimate import Estimate, bootstrap
from .measures import MEASURES

KINDS: Final = ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")
OVERALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Scored:
    """An episode's score, and what the episode was."""

    bundle_id: str
    level: str
    task: str
    kind: str
    score: Score
    bundle: str
    """What the bundle is called: bundles that tables tell apart are called differently."""

    @classmethod
    def of(cls, environment: Environment, task: Task, score: Score, bundle: str | None = None) -> Scored:
        """The score of an episode of *task* there; without *bundle* it is called by its name."""
        own = environment.bundle
        return cls(own.id, environment.level, task.id, task.kind, score, bundle or own.name)

    @property
    def key(self) -> tuple[str, str, str]:
        """The task: attempts at one task share it, those at the same task of another version of the bundle do not."""
        return self.bundle_id, self.level, self.task


GROUPS: Final[Mapping[str, Callable[[Scored], str]]] = MappingProxyType(
    {"kind": lambda each: each.kind, "level": lambda each: each.level, "bundle": lambda each: each.bundle}
)
"""What rows can be of."""


@dataclass(frozen=True, slots=True)
class Row:
    """The measures over the tasks of one group."""

    kind: str
    """The group: a scenario kind (or a level or a bundle, where a table is by those), or `all`."""
    tasks: int
    measures: dict[str, Estimate | None]
    """By the names of `MEASURES`; None where the measure applies to no episode."""


@dataclass(frozen=True, slots=True)
class Table:
    """An evaluation: a row per group, the last one over all."""

    rows: tuple[Row, ...]

    def row(self, kind: str = OVERALL) -> Row:
        """The row of *kind*. Raises KeyError where no episode was of it."""
        for row in self.rows:
            if row.kind == kind:
                return row
        raise KeyError(kind)

    def mean(self, measure: str, kind: str = OVERALL) -> float:
        """The mean of one measure. Raises KeyError where there is none."""
        estimate = self.row(kind).measures[measure]
        if estimate is None:
            raise KeyError(measure)
        return estimate.mean

    def to_json(self) -> list[dict[str, Any]]:
        """The rows as plain data."""
        return [asdict(row) for row in self.rows]


def evaluate(scores: Iterable[tuple[str, Score]], *, seed: int = 0) -> Table:
    """The table over (scenario kind, score) pairs, each of another task. The same pairs and seed give the same
    intervals.
    """
    return _table([(kind, [score]) for kind, score in scores], seed)


def evaluate_by(episodes: Iterable[Scored], group: str = "kind", *, seed: int = 0) -> Table:
    """The table of *episodes* by a name of `GROUPS`: attempts at a task are averaged, and intervals are over tasks."""
    tasks: dict[tuple[str, tuple[str, str, str]], list[Score]] = {}
    for each in episodes:
        tasks.setdefault((GROUPS[group](each), each.key), []).append(each.score)
    return _table([(name, scores) for (name, _), scores in tasks.items()], seed)


def task_means(measure: str, scores: Iterable[Score]) -> float | None:
    """A measure's mean over the attempts at one task; None where it applies to none."""
    values = [value for score in scores if (value := MEASURES[measure](score)) is not None]
    return fmean(values) if values else None


def ordered(groups: Iterable[str]) -> list[str]:
    """Names of groups in the order of a table: scenario kinds by how hard they are, others by name."""
    names = set(groups)
    return [kind for kind in KINDS if kind in names] + sorted(names - set(KINDS))


def _table(tasks: Sequence[tuple[str, Sequence[Score]]], seed: int) -> Table:
    by_group: dict[str, list[Sequence[Score]]] = {}
    for group, scores in tasks:
        by_group.setdefault(group, []).append(scores)
    order = ordered(by_group)
    everything = [scores for group in order for scores in by_group[group]]
    groups = [*((group, by_group[group]) for group in order), (OVERALL, everything)]
    return Table(tuple(_row(group, own, seed) for group, own in groups))


def _row(group: str, tasks: Sequence[Sequence[Score]], seed: int) -> Row:
    measures: dict[str, Estimate | None] = {}
    for name in MEASURES:
        values = [value for scores in tasks if (value := task_means(name, scores)) is not None]
        measures[name] = bootstrap(values, seed=seed) if values else None
    return Row(group, len(tasks), measures)
