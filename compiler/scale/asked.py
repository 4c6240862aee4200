"""What the tasks of a level ask for: no rewrite of a tool changes it, so it is read once a level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from toolwright.runtime.facts import CellFact, ValueFact
from toolwright.runtime.ir.cost.limit import tables_of
from toolwright.runtime.ir.cost.state import Tables
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import Machine

from ..reads import hashed
from .draft import Draft
from .known import Contents

Made = TypeVar("Made")

SHORTEST_LEAK = 3
"""Shorter sub-answers stand in every other sentence by chance."""

HEAD = 6
"""Characters with which a text begins, by which most of what is no text is told."""


class Asked:
    """Facts, sub-answers and golden calls of a draft's tasks, by tool and by the tools that tasks offer."""

    def __init__(self, draft: Draft) -> None:
        """Read the tasks of *draft*; drafts that rewriting makes of it ask for the same."""
        self._draft = draft
        self._made: dict[str, Any] = {}
        self._wanted: dict[tuple[int, int], str] = {}
        writing = {tool.name for tool in draft.module.tools if tool.writes}
        self.alone: dict[str, list[tuple[int, int]]] = {}
        """Tool to (task, step) of its golden calls in plans that write nothing."""
        self.in_plans: dict[str, list[int]] = {}
        """Tool to tasks that call it and write: what is written later calls may read."""
        self.repeated: set[str] = set()
        """Tools that the plan of some task calls more than once."""
        self.origins: set[str] = set()
        """Base tools a call of which is a fact."""
        self._cells: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = {}
        """Offered tools to the (entity, field) pairs that tasks with that offer ask for, each with its golden tools."""
        self._answers_where: dict[str, list[tuple[str, str | None]]] = {}
        for number, task in enumerate(draft.tasks):
            names = [step.tool for step in task.steps]
            self.repeated.update(name for name in names if names.count(name) > 1)
            cells = self._cells.setdefault(task.tools, {})
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

    def cells_where(self, tool: str) -> Mapping[tuple[str, str], set[str]]:
        """(entity, field) to the tools of golden calls that show it, over all tasks that offer *tool*."""
        return self._cells_where.get(tool, {})

    @cached_property
    def tables(self) -> Tables:
        """How large the world is."""
        return tables_of(self._draft.rows)

    @cached_property
    def sizes(self) -> str:
        """A hash of what the work of every tool hangs on: how large the world is, and what tools share."""
        module = self._draft.module
        used = (part.model_dump_json() for part in (*module.entities, *module.functions, *module.externs))
        return hashed((repr(self.tables), *used))

    @cached_property
    def _cells_where(self) -> Mapping[str, Mapping[tuple[str, str], set[str]]]:
        found: dict[str, dict[tuple[str, str], set[str]]] = {}
        for offered, cells in self._cells.items():
            for tool in offered:
                of_tool = found.setdefault(tool, {})
                for cell, tools in cells.items():
                    of_tool.setdefault(cell, set()).update(tools)
        return found

    def answers_where(self, tool: str) -> Sequence[tuple[str, str | None]]:
        """The texts of all sub-answers of tasks that offer *tool* and that are long enough to be told, in lower case,
        each with its first word if it has one.
        """
        if tool not in self._answers_where:
            texts = self._answers.get(tool, ())
            self._answers_where[tool] = [(text, self._first_words[text]) for text in sorted(texts)]
        return self._answers_where[tool]

    @cached_property
    def _answers(self) -> Mapping[str, set[str]]:
        """Tool to the texts of all sub-answers of tasks that offer it."""
        found: dict[str, set[str]] = {}
        for task in self._draft.tasks:
            said = (str(leaf).casefold() for step in task.steps for leaf in leaves(step.answer))
            texts = [text for text in said if len(text) >= SHORTEST_LEAK]
            for tool in task.tools:
                found.setdefault(tool, set()).update(texts)
        return found

    @cached_property
    def _first_words(self) -> Mapping[str, str | None]:
        texts = set().union(*self._answers.values())
        return {text: word.group() if (word := re.search(r"\w+", text)) else None for text in texts}

    def wanted(self, place: tuple[int, int]) -> str:
        """The fact and the sub-answer of a step, by the numbers of its task and of itself, as a text."""
        if place not in self._wanted:
            task, step = place
            asked = self._draft.tasks[task].steps[step]
            self._wanted[place] = canonical([asked.fact, asked.answer])
        return self._wanted[place]

    @cached_property
    def contents(self) -> Contents:
        """What calls of tools read."""
        return Contents(self._draft.module, self._draft.rows)

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
    def heads(self) -> frozenset[str]:
        """How the world's `texts` begin."""
        return frozenset(text[:HEAD] for text in self.texts)

    @cached_property
    def world(self) -> Machine:
        """A machine without tools, whose rows all others share."""
        return Machine(self._draft.module.model_copy(update={"tools": (), "distractors": ()}), self._draft.rows)


def leaves(value: Any) -> Iterator[Any]:
    """The scalars in a JSON value; truth values and null tell nothing."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value is not None and not isinstance(value, bool):
        yield value
