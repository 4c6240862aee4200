"""What can be said about a dataset before it is trained on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any, Final

from toolwright.runtime.jsontext import canonical

from ..credit import group_normalised
from .rows import Row, task_of

_SAID: Final = ("messages", "prompt", "completion", "chosen", "rejected")
"""Columns whose text a model reads or writes."""


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """Figures of one dataset."""

    rows: int
    tasks: int
    """Different tasks (of a bundle, at a level)."""
    kinds: dict[str, int]
    """Rows by scenario kind."""
    levels: dict[str, int]
    bundles: dict[str, int]
    tools: float
    """Tools offered, a row."""
    messages: float
    """Messages, a row: prompt and what follows."""
    calls: float
    """Calls in these messages, a row."""
    characters: int
    """Of all messages and tool documents, as JSON."""
    tokens: int | None
    """The same in tokens, where a tokenizer was given."""
    duplicates: int
    """Rows that say the same as an earlier one."""
    groups: int | None
    """Tasks with several episodes, where rows are episodes."""
    still: int | None
    """Those whose episodes all earn the same, so that a group-normalised method learns nothing from them."""

    def to_json(self) -> dict[str, Any]:
        """The figures as plain data."""
        return asdict(self)


def dataset_report(rows: Sequence[Row], count_tokens: Callable[[str], int] | None = None) -> DatasetReport:
    """The figures of *rows* of one format, with tokens as *count_tokens* counts those of a text."""
    said = [[message for name in _SAID for message in row.get(name) or ()] for row in rows]
    texts = [canonical([messages, _tools(row)]) for messages, row in zip(said, rows, strict=True)]
    episodes = [row for row in rows if "turn_losses" in row]
    return DatasetReport(
        rows=len(rows),
        tasks=len(set(map(task_of, rows))),
        kinds=_counts(row.get("extra_info", row)["kind"] for row in rows),
        levels=_counts(level for _, level, _ in map(task_of, rows)),
        bundles=_counts(bundle for bundle, _, _ in map(task_of, rows)),
        tools=_mean([len(_tools(row)) for row in rows]),
        messages=_mean([len(messages) for messages in said]),
        calls=_mean([sum(len(m.get("tool_calls") or ()) for m in messages) for messages in said]),
        characters=sum(map(len, texts)),
        tokens=None if count_tokens is None else sum(map(count_tokens, texts)),
        duplicates=len(rows) - len(set(map(said_by, rows))),
        groups=len(_groups(rows)) if episodes else None,
        still=len(still_tasks(rows)) if episodes else None,
    )


def said_by(row: Row) -> str:
    """What a model reads and writes in a row, and how it is labelled: equal for rows that teach the same."""
    return canonical([row.get(name) for name in (*_SAID, "label")])


def still_tasks(rows: Iterable[Row]) -> set[tuple[str, str, str]]:
    """Tasks with several episodes among *rows* that all earn the same."""
    groups = _groups(rows)
    normalised = {name: group_normalised(own, [name] * len(own)) for name, own in groups.items()}
    return {name for name, each in normalised.items() if each.zero_variance}


def _groups(rows: Iterable[Row]) -> dict[tuple[str, str, str], list[float]]:
    """Rewards of tasks with several episodes."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        if "turn_losses" in row:
            groups.setdefault(task_of(row), []).append(row["reward"])
    return {name: own for name, own in groups.items() if len(own) > 1}


def _tools(row: Mapping[str, Any]) -> Sequence[Any]:
    offered = row.get("extra_info", row).get("tools")
    if isinstance(offered, str):
        offered = json.loads(offered)
    return offered if isinstance(offered, list) else ()


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _mean(values: Sequence[int]) -> float:
    return fmean(values) if values else 0.0
