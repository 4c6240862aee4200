"""What the runs of a study came to, as tables of numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from toolwright.trainer.evaluate import Estimate

from .statistics import interval
from .train import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked of a model: which tasks, at which level, and which measure of them."""

    tasks: str
    level: str
    measure: str


@dataclass(frozen=True, slots=True)
class Results:
    """The scores of the arms whose runs are whole at all seeds."""

    seeds: tuple[int, ...]
    lines: Mapping[str, Sequence[Sequence[Mapping[str, Any]]]]
    """Arm to its lines, a list for each seed, in one order of tasks."""

    def values(self, arm: str, cell: Cell, kind: str | None = None) -> Any:
        """The measure at each seed and task, of one scenario kind if that is said."""
        return numpy.array(
            [[line[cell.measure] for line in lines if _of(line, cell, kind)] for lines in self.lines[arm]],
            dtype=float,
        )

    def estimate(self, arm: str, cell: Cell, kind: str | None = None) -> Estimate:
        """The measure's mean."""
        return interval(self.values(arm, cell, kind), self._worlds(arm, cell, kind))

    def difference(self, arm: str, other: str, cell: Cell) -> Estimate:
        """The measure of *arm* less that of *other*, task by task and seed by seed."""
        return interval(self.values(arm, cell) - self.values(other, cell), self._worlds(arm, cell))

    def _worlds(self, arm: str, cell: Cell, kind: str | None = None) -> list[str]:
        """The world of each task of `values`."""
        return [line["bundle"] for line in self.lines[arm][0] if _of(line, cell, kind)]


def _of(line: Mapping[str, Any], cell: Cell, kind: str | None) -> bool:
    return (line["tasks"], line["level"]) == (cell.tasks, cell.level) and kind in (None, line["kind"])


def read(place: Place, arms: Sequence[str], seeds: Sequence[int]) -> Results:
    """What is there; arms without all seeds are left out."""
    found = {}
    for arm in arms:
        files = [place.scores(arm, seed) for seed in seeds]
        if all(file.exists() for file in files):
            found[arm] = [[json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in files]
    return Results(tuple(seeds), found)


def curves(place: Place, arm: str, seeds: Sequence[int], measure: str) -> list[tuple[float, float]]:
    """(step, the measure's mean over the seeds) as it was logged while training; empty where it was not."""
    by_step: dict[int, list[float]] = {}
    for seed in seeds:
        before, last, stage = 0, 0, None
        for line in (place.run(arm, seed) / "events.jsonl").read_text("utf-8").splitlines():
            event = json.loads(line)
            if event["stage"] != stage:
                # A round goes on where the one before ended.
                before, stage = last, event["stage"]
            last = before + event["step"]
            if measure in event:
                by_step.setdefault(last, []).append(event[measure])
    return [(step, sum(values) / len(values)) for step, values in sorted(by_step.items())]
