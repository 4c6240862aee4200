"""`report.json`: what was proved of a bundle, how often, and its figures.

It is made from what a bundle holds alone, so that `verify` makes it again and compares.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.bundle import Level
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import Param, Tool

from .prove.finding import Proof
from .prove.statements import LIMITS, STATEMENTS

_WORDS_AND_MARKS = re.compile(r"\w+|[^\w\s]")


def report(made: Mapping[str, Level], proofs: Mapping[str, Proof]) -> dict[str, Any]:
    """The figures of the levels of a bundle, by name, and how often each proof was run at each."""
    levels: dict[str, dict[str, Any]] = {}
    for name, level in made.items():
        figures = _level(level)
        first = next(iter(levels.values()), figures)
        figures["adds"] = {
            "tools": figures["tools"]["all"] - first["tools"]["all"],
            "distractors": figures["tools"]["distractors"] - first["tools"]["distractors"],
            "parameters": figures["parameters"]["all"] - first["parameters"]["all"],
            "words": figures["documents"]["words"] - first["documents"]["words"],
        }
        levels[name] = {**figures, "proofs": dict(proofs[name].counts)}
    run = {name for proof in proofs.values() for name in proof.counts}
    return {
        "proved": {name: says for name, says in STATEMENTS.items() if name in run},
        "not_checked": {name: says for name, says in LIMITS.items() if name in run},
        "levels": levels,
    }


def words_and_marks(text: str) -> int:
    """How long a text is: its words and its marks, counted. No model's tokenizer; about the tokens of English JSON."""
    return len(_WORDS_AND_MARKS.findall(text))


def _level(level: Level) -> dict[str, Any]:
    tasks, module = list(level.tasks.values()), level.module
    words = {tool.name: words_and_marks(json.dumps(document(tool), ensure_ascii=False)) for tool in module.tools}
    shapes = [hops_and_width(task) for task in tasks]
    called = {step.tool for task in tasks for step in task.steps}
    return {
        "operators": dict(level.info.operators),
        "tasks": len(tasks),
        "kinds": dict(sorted(Counter(task.kind for task in tasks).items())),
        "steps": _spread([len(task.steps) for task in tasks]),
        "hops": _spread([hops for hops, _ in shapes]),
        "width": _spread([width for _, width in shapes]),
        "tools": {
            "all": len(module.tools),
            "called": len(called),
            "distractors": len(module.distractors),
            "offered_per_task": _mean([len(task.tools) for task in tasks]),
        },
        "parameters": _parameters(module.tools),
        "scaling": {name: _scaling(level, name, asked) for name, asked in level.info.operators.items() if asked},
        "documents": {
            "words": sum(words.values()),
            "words_per_tool": _mean(list(words.values())),
            "words_offered_per_task": _mean([sum(words[name] for name in task.tools) for task in tasks]),
        },
        "answers": _answers(tasks),
    }


def hops_and_width(task: Task) -> tuple[int, int]:
    """The longest chain of steps, and the most steps that can be made at once."""
    depth: dict[str, int] = {}
    for step in task.steps:
        depth[step.id] = 1 + max((depth[name] for name in step.after), default=0)
    return max(depth.values()), max(Counter(depth.values()).values())


def _parameters(tools: Sequence[Tool]) -> dict[str, Any]:
    params = [p for tool in tools for p in tool.params]
    added = Counter(change.partition(":")[0] for tool in tools for change in tool.added)
    return {
        "all": len(params),
        "required": sum(p.required for p in params),
        "optional": sum(not p.required for p in params),
        "per_tool": _mean([len(tool.params) for tool in tools]),
        "types": dict(sorted(Counter(map(_type, params)).items())),
        "changes": dict(sorted(added.items())),
    }


def _scaling(level: Level, operator: str, asked: int) -> dict[str, Any]:
    """What an operator was asked for and what it made, by task for distractors, by tool for the others."""
    if operator == "toolset":
        distractors = set(level.module.distractors)
        return {"asked": asked, "per_task": _spread([len(distractors & set(t.tools)) for t in level.tasks.values()])}
    made = [sum(c.startswith(f"{operator}:") for c in tool.added) for tool in level.module.tools]
    return {"asked": asked, "per_tool": _spread(made)}


def _type(param: Param) -> str:
    return param.value.item.type if param.value.type == "optional" else param.value.type


def _answers(tasks: Sequence[Task]) -> dict[str, Any]:
    values = Counter(json.dumps(task.answer_data.value, ensure_ascii=False, sort_keys=True) for task in tasks)
    most = max(values.values())
    value = min(text for text, count in values.items() if count == most)
    return {
        "different": len(values),
        "most_frequent": json.loads(value),
        "share": round(most / len(tasks), 4),
        "types": dict(sorted(Counter(task.answer_data.type for task in tasks).items())),
    }


def _spread(numbers: Sequence[int]) -> dict[str, float]:
    return {"total": sum(numbers), "least": min(numbers), "most": max(numbers), "mean": _mean(numbers)}


def _mean(numbers: Sequence[int]) -> float:
    return round(sum(numbers) / len(numbers), 2) if numbers else 0.0


def figures_of(value: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The parts of a report that `report` makes; later stages may have put theirs beside them."""
    return ((name, value.get(name)) for name in ("proved", "not_checked", "levels"))
