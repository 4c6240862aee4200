"""How often each answer comes: what guessing the most frequent one would earn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from toolwright.dsl import Diagnostic
from toolwright.dsl.diagnostics import warning
from toolwright.runtime.jsontext import canonical

from ..golden import GoldenTask

TOO_OFTEN: Final = 0.4
"""The share of one answer from which on a family can be guessed."""
ENOUGH: Final = 20
"""Tasks that a family has before its shares mean something."""


def answer_shares(tasks: Sequence[GoldenTask]) -> dict[str, Any]:
    """The most frequent answer over all *tasks* and in each family of many, with its share, for the report."""
    families = {name: _share(own) for name, own in sorted(_families(tasks).items()) if len(own) >= ENOUGH}
    return {"all": _share(tasks), "families": families}


def easily_guessed(explored: Sequence[GoldenTask]) -> Iterator[Diagnostic]:
    """A warning for each family of *explored* tasks, and for all of them, where one answer comes too often."""
    for name, tasks in (("all tasks", explored), *sorted(_families(explored).items())):
        found = _share(tasks)
        if len(tasks) >= ENOUGH and found["share"] > TOO_OFTEN:
            yield warning(
                "TW0681",
                tasks[0].span,
                f"{round(100 * found['share'])} % of the {len(tasks)} tasks of `{name}` have the same answer",
                notes=(f"the answer is {json.dumps(found['answer'], ensure_ascii=False)}",),
                help="ask for fewer tasks, or give the world more rows and more different values",
            )


def _families(tasks: Sequence[GoldenTask]) -> Mapping[str, list[GoldenTask]]:
    families: dict[str, list[GoldenTask]] = {}
    for task in tasks:
        families.setdefault(task.family, []).append(task)
    return families


def _share(tasks: Sequence[GoldenTask]) -> dict[str, Any]:
    counts = Counter(canonical(task.answer.value) for task in tasks)
    (answer, often), *_ = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"tasks": len(tasks), "answer": json.loads(answer), "share": round(often / len(tasks), 4)}
