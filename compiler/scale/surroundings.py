"""What a rewrite must know of its level: which facts tasks ask for, and what would give them away."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from toolwright.runtime.bundle import Step, Task
from toolwright.runtime.facts import CellFact, ValueFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import CoreTool, DeclaredError, Entity, Tool

from .draft import Draft
from .flow import Cells, shown_cells
from .forms import base_of
from .lookups import matches, with_lookups
from .trials import Trials

LOOKED_AT = 24
"""Golden calls of a tool that are looked at for values which would let a plan be cut short."""


class Surroundings:
    """A draft, seen from one of its tools."""

    def __init__(self, draft: Draft) -> None:
        """Look at *draft*."""
        self.draft = draft
        self.entities: dict[str, Entity] = {entity.name: entity for entity in draft.module.entities}
        # Matches point at nodes of the tree, so there is one tree a tool.
        self._bases: dict[str, CoreTool] = {}

    @cached_property
    def trials(self) -> Trials:
        """The golden calls, ready to be made again."""
        return Trials(self.draft)

    @cached_property
    def _golden(self) -> dict[tuple[str, ...], dict[tuple[str, str], set[str]]]:
        """Offered tools to the cells that tasks with that offer ask for, with the tools of their golden calls."""
        found: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = {}
        for task in self.draft.tasks:
            cells = found.setdefault(task.tools, {})
            for step in task.steps:
                if isinstance(step.golden_fact, CellFact):
                    cells.setdefault((step.golden_fact.entity, step.golden_fact.field), set()).add(step.tool)
        return found

    def golden_cells(self, tool: Tool) -> dict[tuple[str, str], set[str]]:
        """(entity, field) to the tools of golden calls that show it, over all tasks that offer *tool*."""
        found: dict[tuple[str, str], set[str]] = {}
        for offered, cells in self._golden.items():
            if tool.name in offered:
                for cell, tools in cells.items():
                    found.setdefault(cell, set()).update(tools)
        return found

    @cached_property
    def _origins(self) -> frozenset[str]:
        steps = (step.golden_fact for task in self.draft.tasks for step in task.steps)
        return frozenset(fact.tool for fact in steps if isinstance(fact, ValueFact))

    def has_computed_facts(self, tool: Tool) -> bool:
        """Whether a task asks for a value that a call of *tool* computed."""
        return tool.origin in self._origins

    @cached_property
    def called_repeatedly(self) -> frozenset[str]:
        """Tools that the plan of some task calls more than once."""
        found: set[str] = set()
        for task in self.draft.tasks:
            names = [step.tool for step in task.steps]
            found.update(name for name in names if names.count(name) > 1)
        return frozenset(found)

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

    def uses(self, tool: Tool) -> Iterator[tuple[Task, Step]]:
        """Some golden calls of *tool*, spread over the tasks."""
        all_uses = [(task, step) for task in self.draft.tasks for step in task.steps if step.tool == tool.name]
        stride = max(1, len(all_uses) // LOOKED_AT)
        yield from all_uses[::stride]

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


def leaves(value: Any) -> Iterator[Any]:
    """The scalars in a JSON value."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value
