"""`report.json`: what was proved, with figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from toolwright.runtime.ir.tools import ToolModule

from .scale import ScaledLevel

PROOFS = (
    "the golden plan solves every step and earns the maximum",
    "each golden call shows its own sub-answer, and no other golden call shows its fact",
    "doing nothing earns nothing",
    "no sub-answer of three or more characters stands in the question or in an offered document",
    "every added parameter changes the result of some golden call",
    "documents and Python are what the intermediate form says",
)


def report(levels: Sequence[ScaledLevel]) -> dict[str, Any]:
    """The figures of a bundle whose proofs all held."""
    return {"proved": list(PROOFS), "levels": {level.name: _level(level) for level in levels}}


def _level(level: ScaledLevel) -> dict[str, Any]:
    steps = [len(task.steps) for task in level.tasks]
    return {
        "operators": dict(level.operators),
        "tasks": len(level.tasks),
        "kinds": dict(sorted(Counter(task.kind for task in level.tasks).items())),
        "steps": {"total": sum(steps), "least": min(steps), "most": max(steps)},
        "tools": {
            "all": len(level.module.tools),
            "distractors": len(level.module.distractors),
            "offered_per_task": round(sum(len(t.tools) for t in level.tasks) / len(level.tasks), 2),
        },
        "parameters": _parameters(level.module),
    }


def _parameters(module: ToolModule) -> dict[str, Any]:
    params = [p for tool in module.tools for p in tool.params]
    added = [change for tool in module.tools for change in tool.added if change.startswith("parameters:")]
    types = Counter(p.value.item.type if p.value.type == "optional" else p.value.type for p in params)
    return {
        "all": len(params),
        "required": sum(p.required for p in params),
        "added": len(added),
        "types": dict(sorted(types.items())),
    }
