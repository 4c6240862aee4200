"""Stage 4, complexity scaling: a level's operators, each a pass over the intermediate form.

`parameters` and `toolset` change what tools can do and which are offered; golden calls stay valid as they are, and
`compiler.prove` runs them again at every level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.bundle import Task
from toolwright.runtime.ir.tools import Tool, ToolModule

from .parameters import add_parameters
from .toolset import choose_distractors, sibling_lookups

SAMPLE_CALLS = 12
"""Golden calls of a tool that a new parameter is tried on."""


@dataclass(frozen=True)
class ScaledLevel:
    """A level's module and tasks."""

    name: str
    operators: Mapping[str, int]
    module: ToolModule
    tasks: tuple[Task, ...]


def scale(
    name: str,
    operators: Mapping[str, int],
    module: ToolModule,
    tasks: Sequence[Task],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    keep: Sequence[str],
    seed: int,
) -> ScaledLevel:
    """Apply a level's operators to the full *module* (distractors included) and to the base *tasks*."""
    if operators.get("toolset"):
        module = sibling_lookups(module, rows)
    chosen = {task.id: choose_distractors(task, module, keep, operators.get("toolset", 0), seed) for task in tasks}
    offered = {tool for task in tasks for tool in (*task.tools, *chosen[task.id])}
    if operators.get("parameters"):
        calls = sample_calls(tasks)
        made = [
            add_parameters(tool, module, rows, _calls_for(tool, calls), operators["parameters"], seed)
            for tool in module.tools
            if tool.name in offered
        ]
    else:
        made = [tool for tool in module.tools if tool.name in offered]
    kept = module.model_copy(
        update={"tools": tuple(made), "distractors": tuple(n for n in module.distractors if n in offered)}
    )
    scaled = tuple(task.model_copy(update={"tools": tuple(sorted((*task.tools, *chosen[task.id])))}) for task in tasks)
    return ScaledLevel(name, operators, kept, scaled)


def _calls_for(tool: Tool, calls: Mapping[str, Sequence[Mapping[str, Any]]]) -> Sequence[Mapping[str, Any]]:
    """Calls to try a tool's new parameters on: its golden ones; for a distractor, those of tools that take the same."""
    if tool.name in calls:
        return calls[tool.name]
    wanted = {p.name for p in tool.params if p.required}
    return [call for known in calls.values() for call in known if set(call) == wanted]


def sample_calls(tasks: Sequence[Task]) -> dict[str, list[dict[str, Any]]]:
    """Some golden calls of each tool, the first of different tasks."""
    calls: dict[str, list[dict[str, Any]]] = {}
    for task in tasks:
        for step in task.steps:
            known = calls.setdefault(step.tool, [])
            if len(known) < SAMPLE_CALLS and step.arguments not in known:
                known.append(step.arguments)
    return calls
