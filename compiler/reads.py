"""What the parts of the proofs read, as hashes: while they stay the same, so does a part's proof.

Two things are read of the world. Calls on its untouched rows are told apart by what they show, so they are looked at
one by one (`compiler.remembered`); of them a part's key holds the tools alone. Beside calls stand the texts that a
search got to know, each with the columns that hold it, which decide what tools it is given to. Everything else stands
in the key: the values that arguments are drawn from, the texts that a question names, the columns that formulas read,
and the whole world where something is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from toolwright.runtime import readings
from toolwright.runtime.bundle import Task
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import walk
from toolwright.runtime.jsontext import canonical

from .prove.answers import MOST_CANDIDATES
from .prove.bench import HOLDERS, family
from .prove.draws import Draws
from .prove.given import takes_texts
from .prove.interface import likely_arguments
from .prove.leaks import SIBLINGS, is_short
from .prove.live import GOLDEN_CALLS
from .prove.named import WorldTexts, texts_in, world_texts
from .prove.phrasings import said_alike
from .prove.plans import OTHER_TASKS, leaves

Column: TypeAlias = tuple[str, str]
"""Entity and field."""
Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Entity to its rows, as JSON, in the order of their keys."""

NEXT: Final = max(SIBLINGS, OTHER_TASKS)
"""Tasks of the family that follow a task and are read with it."""


def hashed(parts: Iterable[str]) -> str:
    """One hash of texts in their order."""
    return sha256(json.dumps(list(parts)).encode()).hexdigest()[:32]


class WorldReadings:
    """What is read of the rows, whatever the level."""

    def __init__(self, rows: Rows) -> None:
        """Of *rows*."""
        self.rows = rows
        self._columns: dict[Column, str] = {}
        self.named = cache(self._named)
        """A hash of the world's texts that a question names."""

    @cached_property
    def _texts(self) -> WorldTexts:
        return world_texts(self.rows)

    def of_columns(self, columns: Iterable[Column]) -> list[str]:
        """A hash of the cells of each of *columns*."""
        return [self._of_column(column) for column in sorted(columns)]

    def _of_column(self, column: Column) -> str:
        if column not in self._columns:
            entity, field = column
            cells = (row.get(field) for row in self.rows.get(entity, ()))
            self._columns[column] = hashed([entity, field, *map(canonical, cells)])
        return self._columns[column]

    def _named(self, question: str) -> str:
        return hashed(texts_in(question, self._texts))


class ToolReadings:
    """What calls of tools read."""

    def __init__(self, module: ToolModule, world: WorldReadings) -> None:
        """Of tools that stand on what *module* declares, over the rows of *world*."""
        self._world = world
        self._everything = frozenset((entity.name, field.name) for entity in module.entities for field in entity.fields)
        keys = {(entity.name, name) for entity in module.entities for name in entity.key}
        shared: Sequence[BaseModel] = (*module.entities, *module.errors, *module.functions, *module.externs)
        self.shared = hashed(
            [
                *(part.model_dump_json() for part in shared),
                *(f"{entity} {len(held)}" for entity, held in sorted(world.rows.items())),
                *world.of_columns(keys | cells(module.functions)),
            ]
        )
        """What every call reads."""

    def of(self, tool: Tool, said: str) -> str:
        """A hash of what calls of *tool* read; *said* is one of the tool itself."""
        columns = self._everything if tool.writes else cells([tool])
        return hashed([self.shared, said, *self._world.of_columns(columns)])


class Readings:
    """What the parts of one level read."""

    def __init__(self, module: ToolModule, tasks: Sequence[Task], world: WorldReadings) -> None:
        """Of a level with *module* and *tasks* over the rows of *world*."""
        self._world = world
        self._module = module
        self._tools = {tool.name: tool for tool in module.tools}
        self._draws = Draws(module, world.rows)
        of_tools = ToolReadings(module, world)
        self.shared = of_tools.shared
        """What every call and every proof of the level reads."""
        self._said = {name: hashed([tool.model_dump_json()]) for name, tool in self._tools.items()}
        self._drawn = {name: self._of_draws(tool) for name, tool in self._tools.items()}
        self._offered = {name: f"{self._said[name]} {self._of_gates(tool)}" for name, tool in self._tools.items()}
        self.tools = {name: of_tools.of(tool, self._said[name]) for name, tool in self._tools.items()}
        """What calls of a tool read, and for each text of the world which columns hold it."""
        self.tools |= {HOLDERS + text: hashed([text, repr(held)]) for text, held in self._draws.holders.items()}
        self._writing = {name for name, tool in self._tools.items() if tool.writes}
        self._golden: dict[str, list[tuple[Task, int]]] = {}
        for task in tasks:
            for place, step in enumerate(task.steps):
                self._golden.setdefault(step.tool, []).append((task, place))

    def of_texts(self) -> Iterator[str]:
        """What documents, signatures and validators are compared by, besides the files of the level."""
        for name, tool in self._tools.items():
            yield from (name, canonical(likely_arguments(self._draws, tool)))
            yield from (canonical(task.steps[place].arguments) for task, place in self._golden.get(name, ())[:1])

    def of_tool(self, name: str, samples: Any) -> Iterator[str]:
        """What the proofs of a tool read besides calls; *samples* are those that scaling recorded for it."""
        yield from (name, self._said[name], self._drawn[name], canonical(samples))
        for task, place in self._golden.get(name, ())[:GOLDEN_CALLS]:
            writes = not self._writing.isdisjoint(step.tool for step in task.steps)
            for step in task.steps[: place + 1] if writes else task.steps[place : place + 1]:
                yield from (step.tool, canonical(step.arguments), self.tools[step.tool] if writes else "")
        if name in self._writing:
            yield self.tools[name]

    def of_task(self, task: Task) -> Iterator[str]:
        """What the proofs of a task read besides calls and its line."""
        yield self._world.named(task.question)
        yield from self._world.of_columns(cells(p for p in (task.answer_data.computed, task.goal) if p is not None))
        writes = not self._writing.isdisjoint(task.tools)
        for name in task.tools:
            yield f"{self._offered[name]} {self.tools[name]}" if writes else self._offered[name]

    def _of_gates(self, tool: Tool) -> str:
        """Where a search gives *tool* texts of its columns alone: for its parameters, whether these hold any."""
        known = (self._draws.known(tool.name, p.name) for p in tool.params if p.required and takes_texts(p))
        return "".join("01"[bool(values)] for values in known)

    def _of_draws(self, tool: Tool) -> str:
        values = [[self._draws.values(tool, param), self._draws.strangers(param)] for param in tool.params]
        return hashed([repr(values)])


def cells(parts: Iterable[BaseModel]) -> frozenset[Column]:
    """The columns that *parts* of the intermediate form name."""
    return frozenset((node.entity, node.field) for part in parts for node in walk(part) if isinstance(node, ir.Cell))


def near(tasks: Sequence[Task], answers_too: bool) -> dict[str, list[str]]:
    """Each of a level's *tasks* with what its proofs read of the others of its family, their answers if *answers_too*:
    at level `base` alone these are held to be wrong for it.
    """
    families: dict[str, list[Task]] = {}
    for task in tasks:
        families.setdefault(family(task), []).append(task)
    found: dict[str, list[str]] = {}
    for own in families.values():
        said = [_said_to_others(task) for task in own]
        for number, task in enumerate(own):
            found[task.id] = [said[(number + i) % len(own)] for i in range(1, min(len(own), NEXT + 1))]
        if answers_too:
            alike = said_alike(own)
            for task, answers in zip(own, _answers(own), strict=True):
                found[task.id] += answers
                for phrasing in task.answer.aliases:
                    found[task.id] += map(repr, alike[readings.plain(phrasing)])
    return found


def _said_to_others(task: Task) -> str:
    """A hash of what the proofs of other tasks read of *task* besides its answer.

    Sub-answers are compared with theirs only where those may stand in a question by chance.
    """
    steps = [[step.id, step.tool, step.fact, step.arguments] for step in task.steps]
    answers = [step.answer if any(map(_by_chance, leaves(step.answer))) else None for step in task.steps]
    return sha256(canonical([task.question, steps, answers]).encode()).hexdigest()


def _by_chance(leaf: Any) -> bool:
    return isinstance(leaf, bool) or is_short(leaf)


def _answers(tasks: Sequence[Task]) -> Iterator[list[str]]:
    """For each of the *tasks* of one family the answers that are tried on it."""
    first: dict[str, Task] = {}
    keys = [canonical(task.answer_data.value) for task in tasks]
    for key, task in zip(keys, tasks, strict=True):
        first.setdefault(key, task)
    answers = [repr(task.answer) for task in first.values()]
    places = {key: place for place, key in enumerate(first)}
    for key in keys:
        yield [answers[(places[key] + i) % len(answers)] for i in range(min(len(answers), MOST_CANDIDATES))]
