"""All derived tools of a program, and the calls that its tasks make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl.program import Program, Task
from toolwright.dsl.syntax import nodes
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import DeclaredError, Tool, ToolModule

from ..english import spaced, tool_name
from ..terms import canonical, written
from .derive import Draft, draft
from .family import Family, stored_values
from .naming import finished
from .uses import World


@dataclass(frozen=True)
class DerivedCall:
    """The golden call of a derived step."""

    tool: str
    arguments: tuple[ir.Entry, ...]
    """Over the names of the task."""


@dataclass(frozen=True)
class Documents:
    """What stage 2 gives: tools, their errors, and who calls which."""

    tools: tuple[Tool, ...]
    errors: tuple[DeclaredError, ...]
    calls: Mapping[nodes.Derive, DerivedCall]
    questions: Mapping[str, tuple[str, ...]]
    """Tool to the steps (`family.step`) that it was written for."""

    def added_to(self, module: ToolModule) -> ToolModule:
        """*module* with the derived tools."""
        if not self.tools:
            return module
        return module.model_copy(
            update={"tools": (*module.tools, *self.tools), "errors": (*module.errors, *self.errors)}
        )

    def record(self) -> Iterator[dict[str, Any]]:
        """The tools as JSON, for the bundle's report."""
        for tool in self.tools:
            yield {
                "stage": "documents",
                "what": "tool",
                "from": list(self.questions[tool.name]),
                "to": tool.name,
                "why": "derived steps have no tool",
            }


def document(program: Program, module: ToolModule) -> Documents:
    """A tool for each derived step of *program*; *module* is what its author declared. Equal tools are one."""
    return _Writer(program, module).documents()


class _Writer:
    def __init__(self, program: Program, module: ToolModule) -> None:
        self._program = program
        self._stored = stored_values(program)
        entities = {entity.name: entity for entity in module.entities}
        self._world = World(entities, {f.name: f for f in module.functions}, self._stored)
        declared = {e.name for e in module.errors} | {f.name for f in module.functions}
        self._taken = declared | {*program.tools, *program.consts, *program.externs}
        self._tools: dict[Any, Tool] = {}
        self._errors: dict[str, DeclaredError] = {}
        self._error_names: dict[str, str] = {}

    def documents(self) -> Documents:
        calls: dict[nodes.Derive, DerivedCall] = {}
        questions: dict[str, list[str]] = {}
        for task, step, derive in _derived(self._program):
            made = draft(Family.of(self._program, task, self._stored), step, derive)
            tool, names = self._tool(made)
            entries = [
                ir.Entry(name=name, value=parameter.argument)
                for name, parameter in zip(names, made.parameters.values(), strict=True)
            ]
            calls[derive] = DerivedCall(tool.name, tuple(entries))
            questions.setdefault(tool.name, []).append(f"{task.name}.{step.name.text}")
        return Documents(
            tuple(self._tools.values()),
            tuple(self._errors.values()),
            calls,
            {name: tuple(dict.fromkeys(steps)) for name, steps in questions.items()},
        )

    def _tool(self, made: Draft) -> tuple[Tool, Sequence[str]]:
        """The tool of a draft, an equal one where there is one already, and its names for the draft's parameters."""
        fails = {error: self._error(error, entity) for error, entity in made.errors.items()}
        # A name is taken for good only where the tool is new.
        tool = finished(made, self._world, fails, self._free)
        own, body = canonical([p.name for p in tool.params], tool.body)
        by_place = {own[p.name]: p for p in tool.params}
        key = (written(body), tuple((place, by_place[place].value) for place in sorted(by_place)), tool.result)
        known = self._tools.setdefault(key, tool)
        self._taken.add(known.name)
        theirs, _ = canonical([p.name for p in known.params], known.body)
        names = {place: name for name, place in theirs.items()}
        return known, [names[own[p.name]] for p in tool.params]

    def _free(self, candidates: Sequence[str]) -> str:
        short = [tool_name(candidate) for candidate in candidates]
        for name in short:
            if name not in self._taken:
                return name
        number = 2
        while f"{short[-1]}_{number}" in self._taken:
            number += 1
        return f"{short[-1]}_{number}"

    def _error(self, error: str, entity: str | None) -> str:
        if error not in self._error_names:
            name, number = error, 2
            while name in self._taken:
                name, number = f"{error}{number}", number + 1
            self._taken.add(name)
            self._error_names[error] = name
            message = f"There is no such {spaced(entity)}." if entity else "This is not known."
            self._errors[error] = DeclaredError(name=name, message=ir.Text(parts=(message,)))
        return self._error_names[error]


def _derived(program: Program) -> Iterator[tuple[Task, nodes.Step, nodes.Derive]]:
    for task in program.tasks.values():
        for item in task.node.items:
            if isinstance(item, nodes.Step) and isinstance(item.call, nodes.Derive):
                yield task, item, item.call
