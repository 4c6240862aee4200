"""Evaluation: scores of many episodes to a table per scenario kind, with bootstrap intervals."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from toolwright.runtime import Score

if TYPE_CHECKING:
    from rich.table import Table as RichTable

KINDS: Final = ("single_hop", "parallel_single_hop", "multi_hop", "parallel_multi_hop")
OVERALL: Final = "all"
_RESAMPLES: Final = 1000

MEASURES: Final[Mapping[str, Callable[[Score], float | None]]] = {
    "solve_p": lambda score: score.precision,
    "solve_r": lambda score: score.recall,
    "solve_f1": lambda score: score.f1,
    "answer": lambda score: float(score.answer_correct),
    "goal": lambda score: None if score.goal_reached is None else float(score.goal_reached),
    "calls": lambda score: float(score.calls),
}
"""Measure to its value for one episode; None where it does not apply. Solve-P is 1 for an episode without
calls, as in the paper: it rewards passivity, so it is never shown without the others."""

_TITLES: Final = {
    "solve_p": "Solve-P",
    "solve_r": "Solve-R",
    "solve_f1": "Solve-F1",
    "answer": "answer",
    "goal": "goal",
    "calls": "calls",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its bootstrap interval of 95 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """The measures over the episodes of one scenario kind."""

    kind: str
    """A scenario kind, or `all`."""
    tasks: int
    measures: dict[str, Estimate | None]
    """By the names of `MEASURES`; None where the measure applies to no episode."""


@dataclass(frozen=True, slots=True)
class Table:
    """An evaluation: a row per scenario kind, the last one over all."""

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
    """The table over (scenario kind, score) pairs. The same pairs and seed give the same intervals."""
    by_kind: dict[str, list[Score]] = {}
    for kind, score in scores:
        by_kind.setdefault(kind, []).append(score)
    order = [kind for kind in KINDS if kind in by_kind] + sorted(set(by_kind) - set(KINDS))
    everything = [score for kind in order for score in by_kind[kind]]
    groups = [*((kind, by_kind[kind]) for kind in order), (OVERALL, everything)]
    return Table(tuple(_row(kind, group, seed) for kind, group in groups))


def bootstrap(values: Sequence[float], *, seed: int = 0) -> Estimate:
    """The mean of *values* with a percentile interval of 95 %. Raises ValueError where there are none."""
    if not values:
        raise ValueError("there is nothing to average")
    rng = random.Random(seed)
    means = sorted(fmean(rng.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return Estimate(fmean(values), means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1])


def render(tables: Mapping[str, Table], *, title: str | None = None) -> RichTable:
    """Tables side by side for a terminal: a block of lines per scenario kind, a line per entry of *tables*.

    Calls are plain numbers per task, everything else is in percent; intervals follow in brackets.
    """
    from rich.table import Table as RichTable

    out = RichTable(title=title, title_justify="left")
    out.add_column("kind", no_wrap=True)
    out.add_column("tasks", justify="right")
    if len(tables) > 1:
        out.add_column("policy", no_wrap=True)
    shown = [name for name in MEASURES if any(row.measures[name] for table in tables.values() for row in table.rows)]
    for name in shown:
        out.add_column(_TITLES[name], justify="right", no_wrap=True)
    kinds = dict.fromkeys(row.kind for table in tables.values() for row in table.rows if row.kind != OVERALL)
    for kind in [*kinds, OVERALL]:
        lines = [(label, row) for label, table in tables.items() for row in table.rows if row.kind == kind]
        for i, (label, row) in enumerate(lines):
            head = [kind, str(row.tasks)] if i == 0 else ["", ""]
            cells = [_cell(name, row.measures[name]) for name in shown]
            last = i == len(lines) - 1
            style = "bold" if kind == OVERALL else None
            out.add_row(*head, *([label] if len(tables) > 1 else []), *cells, style=style, end_section=last)
    return out


def _row(kind: str, scores: Sequence[Score], seed: int) -> Row:
    measures: dict[str, Estimate | None] = {}
    for name, measure in MEASURES.items():
        values = [value for score in scores if (value := measure(score)) is not None]
        measures[name] = bootstrap(values, seed=seed) if values else None
    return Row(kind, len(scores), measures)


def _cell(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    if name == "calls":
        return f"{estimate.mean:.2f}"
    return f"{estimate.mean:.1%} [{estimate.low * 100:.0f}-{estimate.high * 100:.0f}]".replace("%", "")
