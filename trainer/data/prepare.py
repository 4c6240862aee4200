"""From rows to the splits of a dataset: what is left out, and what is shared with others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from toolwright.runtime import Environment, Task

from ..tasks import draw
from .overlap import Overlap, Traces, overlap, traces
from .report import said_by, still_tasks
from .rows import Row, task_of

WITHOUT: Final = ("duplicate", "still", "question", "fact", "tool")
"""What can be left out: rows that say what an earlier one says; tasks whose episodes all earn the same, so that a
group-normalised method learns nothing from them; tasks that share a question, a fact or a tool with others.
"""

TRAIN: Final = "train"
TEST: Final = "test"
"""The name of the held-out split, and of what the others share with it."""

TaskName = tuple[str, str, str]
"""The bundle's name, the level and the task's id."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The splits of a dataset."""

    splits: dict[str, list[Row]]
    traces: Traces
    shared: dict[str, Overlap]
    """What is shared with others, and what training tasks share with the held-out ones, before anything is left out."""
    left_out: int
    """Rows that were left out."""


def prepare(
    rows: Sequence[Row],
    find: Callable[[TaskName], tuple[Environment, Task]],
    others: Mapping[str, Traces],
    without: Collection[str],
    held_out: float,
) -> Prepared:
    """Split *rows* by task, and leave out what *without* names.

    *held_out* is the share of `test`, drawn as a training run draws the tasks that it holds out (`tasks.split`).

    What is shared with *others* is left out of all splits, what training tasks share with held-out ones of `train`.
    """

    def traced(some: Iterable[Row]) -> Traces:
        return traces(find(name) for name in dict.fromkeys(map(task_of, some)))

    left = _once(rows) if "duplicate" in without else list(rows)
    if "still" in without:
        still = still_tasks(left)
        left = [row for row in left if task_of(row) not in still]
    own = traced(left)
    shared = {name: overlap(own, each) for name, each in others.items()}
    left = _apart(left, shared.values(), without)
    splits: dict[str, list[Row]] = {TRAIN: left}
    if held_out:
        test = [row for row in left if _is_held_out(row, held_out)]
        train = [row for row in left if not _is_held_out(row, held_out)]
        shared[TEST] = overlap(traced(train), traced(test))
        splits = {TRAIN: _apart(train, [shared[TEST]], without), TEST: test}
    splits = {name: [_named(row, name) for row in own] for name, own in splits.items()}
    kept = [row for each in splits.values() for row in each]
    return Prepared(splits, traced(kept), shared, len(rows) - len(kept))


def _named(row: Row, split: str) -> Row:
    """*row* with the name of its split, where its format tells it."""
    if "extra_info" in row:
        return {**row, "extra_info": {**row["extra_info"], "split": split}}
    return {**row, "split": split} if "split" in row else row


def _once(rows: Iterable[Row]) -> list[Row]:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(said_by(row), row)
    return list(first.values())


def _apart(rows: Iterable[Row], shared: Iterable[Overlap], without: Collection[str]) -> list[Row]:
    respects = [name for name in ("question", "fact", "tool") if name in without]
    tasks = {task for each in shared for name in respects for task in getattr(each, name).tasks}
    return [row for row in rows if "/".join(task_of(row)) not in tasks]


def _is_held_out(row: Row, share: float) -> bool:
    bundle, _, task = task_of(row)
    return draw((bundle, task), "held out") < share
