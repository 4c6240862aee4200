"""Stage 4, complexity scaling: a level's operators, each a pass from a draft of the level to the next.

`toolset` comes first wherever it stands, since it chooses which tools the level holds: distractors must scale as golden
tools do, or they could be told apart. The others follow in the order in which the level writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolwright.runtime.bundle import Task
from toolwright.runtime.ir.tools import Tool, ToolModule

from .draft import Arguments, Draft, Dropped, Operator, Rewrite, Rows, Witness, with_samples
from .functionality import functionality
from .known import Known
from .parameters import parameters
from .toolset import WRITTEN, toolset
from .types import types

OPERATORS: Mapping[str, Operator] = {"functionality": functionality, "parameters": parameters, "types": types}
"""Setting of a level to the operator that rewrites tools."""

__all__ = ["OPERATORS", "Draft", "Dropped", "Known", "Operator", "Rewrite", "ScaledLevel", "Witness", "scale"]


@dataclass(frozen=True)
class ScaledLevel:
    """A level's module and tasks."""

    name: str
    operators: Mapping[str, int]
    module: ToolModule
    tasks: tuple[Task, ...]
    samples: Mapping[str, tuple[Arguments, ...]] | None = None
    """Tool to some valid calls of it."""
    dropped: tuple[Dropped, ...] = ()
    """Rewrites that were tried and not made."""
    witnesses: tuple[Witness, ...] = ()
    """For each parameter that was added two calls that show what it does."""


def scale(
    name: str,
    operators: Mapping[str, int],
    module: ToolModule,
    tasks: Sequence[Task],
    rows: Rows,
    first: Sequence[Sequence[str]],
    seed: int,
    refused: frozenset[tuple[str, str]] = frozenset(),
    known: Known | None = None,
    before: ScaledLevel | None = None,
) -> ScaledLevel:
    """Apply a level's operators to the full *module* (distractors included) and to the base *tasks*.

    Distractors that *first* names are offered before others, group by group.
    Rewrites that are *refused* (tool and change) are not made; what is *known* of trials is not tried again. Where the
    level was made *before*, with some of them, only the tools that have those are scaled anew, unless tools that were
    written for the level are among them.
    """
    start = Draft(module, tuple(tasks), rows, refused=refused, known=known or Known())
    draft = with_samples(toolset(start, operators.get("toolset", 0), seed, first))
    chosen = draft.module
    if any(change.startswith(WRITTEN) for _, change in refused):
        before = None  # tasks are offered other tools, so the rewrites of all tools are judged anew
    if before is not None:
        rewritten = {tool.name for tool in before.module.tools if any((tool.name, c) in refused for c in tool.added)}
        # What the other tools fail with is declared, so that nothing else gets a name of theirs.
        declared = chosen.model_copy(update={"errors": before.module.errors})
        draft = replace(draft, module=declared, only=frozenset(rewritten))
    for operator, strength in operators.items():
        if strength and operator in OPERATORS:
            draft = OPERATORS[operator](draft, strength, seed)
    made = ScaledLevel(name, operators, draft.module, draft.tasks, draft.samples, draft.dropped, draft.witnesses)
    return made if before is None else _beside(before, made, frozenset(rewritten), chosen)


def _beside(before: ScaledLevel, made: ScaledLevel, anew: frozenset[str], chosen: ToolModule) -> ScaledLevel:
    """The tools *anew* as they are in *made*, the others as they were *before*; both are scaled from *chosen*."""

    def picked(old: Tool, new: Tool) -> Tool:
        return new if new.name in anew else old

    tools = tuple(map(picked, before.module.tools, made.module.tools))
    failing = {name for tool in tools for name in tool.fails} | {error.name for error in chosen.errors}
    errors = tuple(error for error in made.module.errors if error.name in failing)
    return replace(
        made,
        module=made.module.model_copy(update={"tools": tools, "errors": errors}),
        tasks=tuple(_task_beside(*both, anew) for both in zip(before.tasks, made.tasks, strict=True)),
        samples={
            name: calls if name in anew else (before.samples or {})[name]
            for name, calls in (made.samples or {}).items()
        },
        dropped=(*(d for d in before.dropped if d.tool not in anew), *made.dropped),
        witnesses=(*(w for w in before.witnesses if w.tool not in anew), *made.witnesses),
    )


def _task_beside(old: Task, new: Task, anew: frozenset[str]) -> Task:
    if anew.isdisjoint(step.tool for step in new.steps):
        return old
    steps = tuple(n if n.tool in anew else o for o, n in zip(old.steps, new.steps, strict=True))
    return new.model_copy(update={"steps": steps})
