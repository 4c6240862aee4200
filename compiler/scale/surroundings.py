"""What a rewrite must know of its level: which facts tasks ask for, and what would give them away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolwright.runtime.bundle import Step, Task
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, DeclaredError, Entity, Tool

from .asked import Asked, leaves
from .draft import Draft
from .flow import Cells, shown_cells
from .forms import base_of
from .lookups import matches, with_lookups
from .trials import Trials


class Surroundings:
    """A draft, seen from one of its tools."""

    def __init__(self, draft: Draft, asked: Asked | None = None) -> None:
        """Look at *draft*, whose tasks ask for *asked*."""
        self.draft = draft
        self.asked = asked or Asked(draft)
        self.trials = Trials(draft, self.asked)
        self.entities: dict[str, Entity] = {entity.name: entity for entity in draft.module.entities}
        # Matches point at nodes of the tree, so there is one tree a tool.
        self._bases: dict[str, CoreTool] = {}

    def golden_cells(self, tool: Tool) -> Mapping[tuple[str, str], set[str]]:
        """(entity, field) to the tools of golden calls that show it, over all tasks that offer *tool*."""
        return self.asked.cells_where(tool.name)

    def has_computed_facts(self, tool: Tool) -> bool:
        """Whether a task asks for a value that a call of *tool* computed."""
        return tool.origin in self.asked.origins

    def shown(self, tool: Tool) -> Cells:
        """The (entity, field) pairs whose cells a call of *tool* may show."""
        return shown_cells(tool, self.draft.module)

    def may_show_more_rows(self, tool: Tool) -> bool:
        """Whether a call of *tool* may show cells of more rows than it does: none of them is what a task asks for."""
        return not self.shown(tool) & self.golden_cells(tool).keys()

    def base(self, tool: Tool) -> CoreTool:
        """The base tool inside *tool*; helper functions that find a row stand in it as what they say."""
        if tool.name in self._bases:
            return self._bases[tool.name]
        base = base_of(tool)
        functions = {function.name: function for function in self.draft.module.functions}
        made = base.model_copy(update={"body": tuple(with_lookups(s, functions) for s in base.body)})
        return self._bases.setdefault(tool.name, made)

    def ways_in(self, tool: Tool) -> frozenset[tuple[str, str]]:
        """The (entity, field) pairs by which *tool* finds its rows."""
        return frozenset((m.entity, m.field) for m in matches(self.base(tool), self.entities) if m.operator == "eq")

    def uses(self, tool: Tool, most: int | None = None) -> Iterator[tuple[Task, Step]]:
        """Golden calls of *tool*: all of them, or about *most*, spread over the tasks."""
        places = self.asked.alone.get(tool.name, [])
        written = self.asked.in_plans.get(tool.name, [])
        places = places or [
            (n, place)
            for n in written
            for place, step in enumerate(self.draft.tasks[n].steps)
            if step.tool == tool.name
        ]
        for number, place in places[:: max(1, len(places) // most) if most else 1]:
            task = self.draft.tasks[number]
            yield task, task.steps[place]

    def error(self, name: str, message: str) -> DeclaredError | None:
        """An error to declare, or that is declared already; None where the name means something else."""
        made = DeclaredError(name=name, message=ir.Text(parts=(message,)))
        module = self.draft.module
        if name in {*(f.name for f in module.functions), *(t.name for t in module.tools)}:
            return None
        return next((error if error == made else None for error in module.errors if error.name == name), made)

    def column(self, entity: str, field: str) -> list[Any]:
        """The stored values of a field."""
        return [row.get(field) for row in self.draft.rows.get(entity, ())]


def known_before(task: Task, step: Step) -> list[Any]:
    """Values that a solver may know before it has made all calls that *step* waits for but the last ones: what the
    plan's first calls are given, and what calls farther back showed.
    """
    by_id = {s.id: s for s in task.steps}
    behind: dict[str, Step] = {}
    waiting = list(step.after)
    while waiting:
        name = waiting.pop()
        if name not in behind:
            behind[name] = by_id[name]
            waiting.extend(by_id[name].after)
    values = [value for s in behind.values() for value in leaves(s.arguments)]
    far = (s for name, s in behind.items() if name not in step.after)
    return [*values, *(value for s in far for value in leaves(s.answer))]
