"""Shortcuts: no fact of a plan can be reached by fewer calls than the plan makes for it."""

from __future__ import annotations

from collections.abc import Iterator

from toolwright.runtime import Task

from .bench import Bench
from .finding import Finding
from .search import Search


def shortcuts(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """Steps of *task* that fewer calls reach."""
    if len(task.steps) < 2:
        return
    counts["shortcuts"] += 1
    search = Search(bench, task)
    found = search.run()
    if search.cut:
        counts["cut_searches"] += 1
    if found is None:
        return
    steps, way = found
    names = " and ".join(f"`{step}`" for step in steps)
    message = f"{names} takes fewer calls than the plan makes for it"
    if len(steps) > 1:
        message = f"{names} take fewer calls than the plan makes for them, one call shows all"
    yield Finding(
        "TW0675",
        bench.level,
        task.id,
        message,
        f"{len(way)} {'call' if len(way) == 1 else 'calls'} instead of {search.cost(steps)}: "
        + " then ".join(map(search.written, way)),
        "leave the step out, ask for something that only the plan's own calls show, or do not offer that tool",
        step=steps[-1],
        tool=search.made[way[-1]].tool,
        calls=tuple(search.made[number].tool for number in way),
    )
