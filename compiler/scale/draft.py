"""A level in the making, and the seam of the scaling operators: from a draft to a draft.

An operator rewrites tools. Each rewrite says how arguments of the old tool become arguments of the new one that do the
same, so golden calls are translated and never lost: steps keep their id, fact and answer, their `arguments` change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from toolwright.runtime.bundle import Task
from toolwright.runtime.ir.tools import DeclaredError, Entity, Tool, ToolModule

from .forms import base_of
from .known import Known
from .lookups import matches

Arguments: TypeAlias = Mapping[str, Any]
"""Arguments of one call, as JSON."""
Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Entity to its rows, as JSON."""

SAMPLE_CALLS = 12
"""Calls of a tool that rewrites are tried on."""
STORED_CALLS = 4
"""More calls, with stored values, of a tool that has golden ones: those may all be of one sort."""


@dataclass(frozen=True)
class Rewrite:
    """A tool in place of another of the same name."""

    tool: Tool
    translate: Callable[[Arguments], dict[str, Any]] = dict
    """From any valid arguments of the old tool to arguments of the new one that do the same; `dict` changes nothing."""
    errors: tuple[DeclaredError, ...] = ()
    """Errors that the new tool may fail with and the module does not declare yet."""


@dataclass(frozen=True)
class Dropped:
    """A rewrite that was tried and not made."""

    tool: str
    rewrite: str
    """Operator and kind, as a tool's `added` would say it: `types: batch`."""
    reason: str


@dataclass(frozen=True)
class Witness:
    """Two valid calls that differ in one argument, and so in what they give: the proof that a parameter is live."""

    tool: str
    parameter: str
    without: Arguments
    given: Arguments
    """With the parameter."""


@dataclass(frozen=True)
class Draft:
    """What operators work on."""

    module: ToolModule
    tasks: tuple[Task, ...]
    rows: Rows
    samples: Mapping[str, tuple[Arguments, ...]] = field(default_factory=dict)
    """Tool to some valid calls of it; they are translated with the golden ones."""
    dropped: tuple[Dropped, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    """One for each parameter that was added; they are translated, too."""
    refused: frozenset[tuple[str, str]] = frozenset()
    """Rewrites that may not be made: tool, and the change as its `added` would name it."""
    known: Known = field(default_factory=Known, compare=False)
    """What trials gave, in this build and before it."""
    only: frozenset[str] | None = None
    """Tools that operators rewrite; all of them where None."""
    callers: Mapping[str, Sequence[int]] | None = None
    """Tool to the numbers of the tasks that call it, once that was looked up; no rewrite changes it."""

    @property
    def to_rewrite(self) -> tuple[Tool, ...]:
        """The tools that operators rewrite."""
        return tuple(tool for tool in self.module.tools if self.only is None or tool.name in self.only)

    def tool(self, name: str) -> Tool:
        """The tool of this name, which must be there."""
        return next(tool for tool in self.module.tools if tool.name == name)

    def rewritten(self, rewrites: Mapping[str, Rewrite]) -> Draft:
        """The draft with tools in place of those of the same names, golden and sample calls translated."""
        known = {error.name for error in self.module.errors}
        new = {e.name: e for r in rewrites.values() for e in r.errors if e.name not in known}
        tools = tuple(rewrites[t.name].tool if t.name in rewrites else t for t in self.module.tools)
        module = self.module.model_copy(update={"tools": tools, "errors": (*self.module.errors, *new.values())})
        samples = {
            name: tuple(rewrites[name].translate(call) for call in calls) if name in rewrites else calls
            for name, calls in self.samples.items()
        }
        callers = self.callers or _callers(self.tasks)
        tasks = list(self.tasks)
        for number in sorted({number for name in rewrites for number in callers.get(name, ())}):
            tasks[number] = _translated(tasks[number], rewrites)
        return replace(
            self,
            module=module,
            samples=samples,
            tasks=tuple(tasks),
            callers=callers,
            witnesses=tuple(moved for w in self.witnesses if (moved := _moved(w, rewrites)) is not None),
        )


class Operator(Protocol):
    """A scaling operator: *strength* is how much it adds to each tool at most, *seed* what it chooses by."""

    def __call__(self, draft: Draft, strength: int, seed: int) -> Draft:
        """*draft*, scaled."""


def with_samples(draft: Draft) -> Draft:
    """*draft* with sample calls: golden ones, or those that the draft has already; some with stored values of the
    fields that the tool holds its parameters against; where there are none, those of tools that take the same.
    """
    entities = {entity.name: entity for entity in draft.module.entities}
    golden: dict[str, list[Arguments]] = {}
    for task in draft.tasks:
        for step in task.steps:
            known = golden.setdefault(step.tool, [])
            if len(known) < SAMPLE_CALLS and step.arguments not in known:
                known.append(step.arguments)
    samples: dict[str, tuple[Arguments, ...]] = {}
    for tool in draft.module.tools:
        wanted = {p.name for p in tool.params if p.required}
        known = list(golden.get(tool.name) or draft.samples.get(tool.name, ()))
        stored = [call for call in _from_rows(tool, wanted, entities, draft.rows) if call not in known]
        found = known + stored[: STORED_CALLS if known else SAMPLE_CALLS]
        borrowed = [call for calls in golden.values() for call in calls if set(call) == wanted]
        samples[tool.name] = tuple(found or borrowed[:SAMPLE_CALLS])
    return replace(draft, samples=samples)


def _from_rows(tool: Tool, wanted: set[str], entities: Mapping[str, Entity], rows: Rows) -> tuple[Arguments, ...]:
    columns = {m.param: (m.entity, m.field) for m in matches(base_of(tool), entities)}
    if not wanted:
        return ({},)
    if not wanted <= columns.keys():
        return ()
    values = [[row[field] for row in rows.get(entity, ())] for entity, field in (columns[n] for n in sorted(wanted))]
    return tuple(
        dict(zip(sorted(wanted), call, strict=True)) for call in list(zip(*values, strict=False))[:SAMPLE_CALLS]
    )


def _moved(witness: Witness, rewrites: Mapping[str, Rewrite]) -> Witness | None:
    if witness.tool not in rewrites:
        return witness
    if all(p.name != witness.parameter for p in rewrites[witness.tool].tool.params):
        return None  # what stands in its place has a witness of its own
    translate = rewrites[witness.tool].translate
    return replace(witness, without=translate(witness.without), given=translate(witness.given))


def _callers(tasks: Sequence[Task]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, task in enumerate(tasks):
        for name in {step.tool for step in task.steps}:
            found.setdefault(name, []).append(number)
    return found


def _translated(task: Task, rewrites: Mapping[str, Rewrite]) -> Task:
    steps = tuple(
        step.model_copy(update={"arguments": rewrites[step.tool].translate(step.arguments)})
        if step.tool in rewrites
        else step
        for step in task.steps
    )
    return task.model_copy(update={"steps": steps})
