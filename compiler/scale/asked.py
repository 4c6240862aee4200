"""What the tasks of a level ask for: no rewrite of a tool changes it, so it is read once a level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from toolwright.runtime.facts import CellFact, ValueFact
from toolwright.runtime.machine import Machine

from .draft import Draft

Made = TypeVar("Made")

SHORTEST_LEAK = 3
"""Shorter sub-answers stand in every other sentence by chance."""


class Asked:
    """Facts, sub-answers and golden calls of a draft's tasks, by tool and by the tools that tasks offer."""

    def __init__(self, draft: Draft) -> None:
        """Read the tasks of *draft*; drafts that rewriting makes of it ask for the same."""
        self._draft = draft
        self._made: dict[str, Any] = {}
        writing = {tool.name for tool in draft.module.tools if tool.writes}
        self.alone: dict[str, list[tuple[int, int]]] = {}
        """Tool to (task, step) of its golden calls in plans that write nothing."""
        self.in_plans: dict[str, list[int]] = {}
        """Tool to tasks that call it and write: what is written later calls may read."""
        self.repeated: set[str] = set()
        """Tools that the plan of some task calls more than once."""
        self.origins: set[str] = set()
        """Base tools a call of which is a fact."""
        self.cells: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = {}
        """Offered tools to the (entity, field) pairs that tasks with that offer ask for, each with its golden tools."""
        self._answers_where: dict[str, list[tuple[str, str | None]]] = {}
        for number, task in enumerate(draft.tasks):
            names = [step.tool for step in task.steps]
            self.repeated.update(name for name in names if names.count(name) > 1)
            cells = self.cells.setdefault(task.tools, {})
            for place, step in enumerate(task.steps):
                fact = step.golden_fact
                if isinstance(fact, CellFact):
                    cells.setdefault((fact.entity, fact.field), set()).add(step.tool)
                elif isinstance(fact, ValueFact):
                    self.origins.add(fact.tool)
                if not writing.intersection(names):
                    self.alone.setdefault(step.tool, []).append((number, place))
            if writing.intersection(names):
                for name in dict.fromkeys(names):
                    self.in_plans.setdefault(name, []).append(number)

    @cached_property
    def answers(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """Offered tools to the texts of all sub-answers that are long enough to be told, in lower case."""
        found: dict[tuple[str, ...], set[str]] = {}
        for task in self._draft.tasks:
            texts = found.setdefault(task.tools, set())
            for step in task.steps:
                texts.update(text for leaf in leaves(step.answer) if len(text := str(leaf).casefold()) >= SHORTEST_LEAK)
        return {tools: frozenset(texts) for tools, texts in found.items()}

    def answers_where(self, tool: str) -> Sequence[tuple[str, str | None]]:
        """The texts of all sub-answers of tasks that offer *tool*, each with its first word if it has one."""
        if tool not in self._answers_where:
            texts = frozenset().union(*(texts for offered, texts in self.answers.items() if tool in offered))
            found = ((text, re.search(r"\w+", text)) for text in sorted(texts))
            self._answers_where[tool] = [(text, word.group() if word else None) for text, word in found]
        return self._answers_where[tool]

    def once(self, key: str, make: Callable[[], Made]) -> Made:
        """What *make* gives, worked out when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    @cached_property
    def texts(self) -> Mapping[str, list[str]]:
        """All texts of the world, by how they stand in a sentence: without marks around, in lower case."""
        found: dict[str, dict[str, None]] = {}
        for rows in self._draft.rows.values():
            for row in rows:
                for leaf in leaves(dict(row)):
                    if isinstance(leaf, str):
                        found.setdefault(re.sub(r"^\W+|\W+$", "", leaf).casefold(), {})[leaf] = None
        return {text: list(values) for text, values in found.items() if text}

    @cached_property
    def world(self) -> Machine:
        """A machine without tools, whose rows all others share."""
        return Machine(self._draft.module.model_copy(update={"tools": (), "distractors": ()}), self._draft.rows)


def leaves(value: Any) -> Iterator[Any]:
    """The scalars in a JSON value; truth values and null tell nothing."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value is not None and not isinstance(value, bool):
        yield value
