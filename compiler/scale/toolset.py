"""The scaling operator `toolset`: working near-miss distractors.

Before: `population_of_one_city/1` offers `city_population`.
After:  it offers `city_population`, `city_elevation` (a distractor that the author wrote) and `city_country` (written
here, `compiler.scale.distractors`: the same lookup, a sibling field).

Distractors that the author marked come before all others; both are ranked by how easily they are taken for the task's
own tools. One that could show a fact that the task asks for, or write what the task is judged on, is never offered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from toolwright.runtime.bundle import Task
from toolwright.runtime.facts import CellFact, EffectFact, ValueFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import walk

from .distractors import confusability, looks, near_misses, samples_of_written, ways_of
from .draft import Draft
from .flow import Cells, shown_cells
from .forms import base_of

WRITTEN: Final = "toolset:"
"""What the change begins with that a tool written here names."""


def toolset(draft: Draft, strength: int, seed: int, first: Sequence[Sequence[str]]) -> Draft:
    """*draft* with at most *strength* distractors offered to each task, group by group those of *first* before others,
    and no other tools.
    """
    module = near_misses(draft.module, draft.rows) if strength else draft.module
    refused = {tool for tool, change in draft.refused if change.startswith(WRITTEN)}
    module = module.model_copy(update={"distractors": tuple(n for n in module.distractors if n not in refused)})
    chooser = _Chooser(module, first, strength, seed)
    tasks = tuple(
        task.model_copy(update={"tools": tuple(sorted({*task.tools, *chooser.chosen(task)}))}) for task in draft.tasks
    )
    offered = {name for task in tasks for name in task.tools}
    tools = tuple(tool for tool in module.tools if tool.name in offered)
    failing = {name for tool in tools for name in tool.fails} | {error.name for error in draft.module.errors}
    kept = module.model_copy(
        update={
            "tools": tools,
            "distractors": tuple(name for name in module.distractors if name in offered),
            "errors": tuple(error for error in module.errors if error.name in failing),
        }
    )
    return replace(draft, module=kept, tasks=tasks, samples={**draft.samples, **samples_of_written(kept, draft.rows)})


@dataclass(frozen=True)
class _Wanted:
    """What the choice of a task's distractors hangs on; many tasks have it in common."""

    tools: frozenset[str]
    cells: Cells
    """(entity, field) pairs of the facts that it asks for."""
    computed: frozenset[str]
    """Base tools whose computed values it asks for."""
    stateful: bool

    @staticmethod
    def of(task: Task) -> _Wanted:
        facts = [step.golden_fact for step in task.steps]
        return _Wanted(
            frozenset(step.tool for step in task.steps),
            frozenset((fact.entity, fact.field) for fact in facts if isinstance(fact, CellFact)),
            frozenset(fact.tool for fact in facts if isinstance(fact, ValueFact)),
            task.goal is not None or any(isinstance(fact, EffectFact) for fact in facts),
        )


@dataclass
class _Chooser:
    """Chooses distractors; each kind of task is thought about once."""

    module: ToolModule
    first: Sequence[Sequence[str]]
    count: int
    seed: int
    _ranked: dict[frozenset[str], list[str]] = field(default_factory=dict)
    _chosen: dict[_Wanted, tuple[str, ...]] = field(default_factory=dict)
    _read: dict[str, Cells] = field(default_factory=dict)
    _tells: dict[str, tuple[Cells, Cells]] = field(default_factory=dict)
    _likenesses: dict[str, Sequence[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tools: Mapping[str, Tool] = {tool.name: tool for tool in self.module.tools}
        self._looks = [looks(self._tools[name]) for name in self.module.distractors]
        self._drawn = sorted(self.module.distractors, key=self._draw)
        """The distractors in the order that *seed* draws, which decides where two are as easily confused."""
        self._shown = {name: shown_cells(self._tools[name], self.module) for name in self.module.distractors}

    def chosen(self, task: Task) -> tuple[str, ...]:
        """At most so many distractors for *task*: the first ones first, of each group the most confusable."""
        wanted = _Wanted.of(task)
        if wanted not in self._chosen:
            fitting = (n for n in self._in_order(wanted.tools) if not self._gives_away(self._tools[n], wanted))
            self._chosen[wanted] = tuple(islice(fitting, self.count))
        return self._chosen[wanted]

    def _draw(self, name: str) -> bytes:
        return hashlib.sha256(f"{self.seed}/toolset/{name}".encode()).digest()

    def _in_order(self, own: frozenset[str]) -> list[str]:
        if own not in self._ranked:
            likeness = zip(*(self._likeness(name) for name in own), strict=True)
            like = dict(zip(self.module.distractors, map(max, likeness), strict=True))
            self._ranked[own] = sorted(
                self._drawn, key=lambda name: (*(name not in group for group in self.first), -like[name])
            )
        return self._ranked[own]

    def _likeness(self, name: str) -> Sequence[float]:
        """How easily each distractor is taken for the tool of this name."""
        if name not in self._likenesses:
            own = looks(self._tools[name])
            self._likenesses[name] = [round(confusability(other, own), 6) for other in self._looks]
        return self._likenesses[name]

    def _gives_away(self, tool: Tool, wanted: _Wanted) -> bool:
        """Whether some call of *tool* could show a fact, compute what one computes, or write what the task is about."""
        shown = self._shown[tool.name]
        if wanted.cells & shown or tool.origin in wanted.computed or (tool.writes and wanted.stateful):
            return True
        if not any(change.startswith(WRITTEN) for change in tool.added):
            return False
        # A tool that is written here may not come to the same value on another way, for which nobody is credited.
        reads, tells = self._told(tool)
        if wanted.cells & reads:
            return True
        return any(tells & self._touched(name) for name in wanted.computed if name in self._tools)

    def _told(self, tool: Tool) -> tuple[Cells, Cells]:
        """Of a tool that is written here the cells that it reads for more than to find a row by their value, and what
        its result comes from: cells that it shows, and ("entity", "") for rows that it lists or counts.
        """
        if tool.name not in self._tells:
            entities = {entity.name: entity for entity in self.module.entities}
            held = {(entity, name) for entity, name, operator in ways_of(tool, entities).values() if operator == "eq"}
            tells = self._shown[tool.name] | {(entity, "") for entity in _listed(tool)}
            self._tells[tool.name] = (self._touched(tool.name) - held, tells)
        return self._tells[tool.name]

    def _touched(self, name: str) -> Cells:
        """The cells that a tool reads, and ("entity", "") for rows that it goes through."""
        if name not in self._read:
            bodies: list[Any] = list(base_of(self._tools[name]).body)
            functions = {function.name: function for function in self.module.functions}
            found: set[tuple[str, str]] = set()
            while bodies:
                for node in walk(bodies.pop()):
                    if isinstance(node, ir.Cell):
                        found.add((node.entity, node.field))
                    elif isinstance(node, ir.Rows):
                        found.add((node.entity, ""))
                    elif isinstance(node, ir.Apply):
                        bodies.append(functions[node.function].value)
            self._read[name] = frozenset(found)
        return self._read[name]


def _listed(tool: Tool) -> set[str]:
    """Entities whose rows *tool* goes through for more than one of them."""
    last = tool.body[-1]
    return {node.entity for node in walk(last) if isinstance(node, ir.Rows)}
