"""Stage 4, complexity scaling: a level's operators, each a pass from a draft of the level to the next.

`toolset` comes first wherever it stands, since it chooses which tools the level holds: distractors must scale as golden
tools do, or they could be told apart. The others follow in the order in which the level writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolwright.runtime.bundle import Task
from toolwright.runtime.ir.tools import ToolModule

from .draft import Arguments, Draft, Dropped, Operator, Rewrite, Rows, Witness, with_samples
from .functionality import functionality
from .known import Known
from .parameters import parameters
from .toolset import toolset
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
    keep: Sequence[str],
    seed: int,
    refused: frozenset[tuple[str, str]] = frozenset(),
    known: Known | None = None,
) -> ScaledLevel:
    """Apply a level's operators to the full *module* (distractors included) and to the base *tasks*.

    Rewrites that are *refused* (tool and change) are not made; what is *known* of trials is not tried again.
    """
    start = Draft(module, tuple(tasks), rows, refused=refused, known=known or Known())
    draft = toolset(start, operators.get("toolset", 0), seed, keep)
    draft = with_samples(draft)
    for operator, strength in operators.items():
        if strength and operator in OPERATORS:
            draft = OPERATORS[operator](draft, strength, seed)
    return ScaledLevel(name, operators, draft.module, draft.tasks, draft.samples, draft.dropped, draft.witnesses)
