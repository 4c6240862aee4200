"""One level on the bench: its machine, its tasks, and every call that was made of it, so that no proof makes one twice.

A read-only call on the untouched world gives the same for every task; it is the machine that runs it, and only its
observation is kept. What writes is run in a world of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypeAlias, TypeVar

from toolwright.runtime import Bundle, Environment, Episode, Task
from toolwright.runtime.answers import answer_text
from toolwright.runtime.bundle import Step
from toolwright.runtime.facts import CellFact, ValueFact
from toolwright.runtime.golden import golden_turn, waves
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Observation
from toolwright.runtime.matching import Matching
from toolwright.runtime.score import Score
from toolwright.runtime.tracing import facts_of

from .draws import Draws

Value = TypeVar("Value")
Reads: TypeAlias = "tuple[tuple[str, str] | Reads, ...]"
"""Calls on the untouched world that some work hangs on, each (tool, arguments as JSON); what was found out once for
many is one group of them."""
HOLDERS: Final = "*holders of "
"""Stands with a text for a tool's name where a proof hangs on which columns hold that text."""
_ENCODE: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a plan."""

    tool: str
    arguments: Mapping[str, Any]


class Bench:
    """One level of a bundle, and what was found out about it so far."""

    def __init__(self, bundle: Bundle, level: str) -> None:
        """Raises BundleError for an illegal bundle."""
        self.bundle = bundle
        self.level = level
        self.environment: Environment = bundle.environment(level)
        self.machine = self.environment.machine
        self.module = self.machine.module
        self.tasks: Mapping[str, Task] = self.environment.tasks
        self.writing = frozenset(tool.name for tool in self.module.tools if tool.writes)
        self._world = self.machine.world()
        self._seen: dict[tuple[str, str], Observation] = {}
        self._made: dict[tuple[Any, ...], tuple[Any, Reads]] = {}
        self._reads: dict[tuple[str, str] | int, Any] = {}
        self._shown: dict[tuple[str, str], str] = {}

    @property
    def tools(self) -> Mapping[str, Tool]:
        """The level's tools by name."""
        return self.machine.tools

    @property
    def rows(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The bundle's rows, plain cells by field name."""
        return self.bundle.rows

    @cached_property
    def draws(self) -> Draws:
        """Arguments for the level's tools."""
        return Draws(self.module, self.bundle.rows)

    @cached_property
    def families(self) -> Mapping[str, Sequence[Task]]:
        """Tasks by the part of their id before the slash: those that one declaration or pattern made."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks.values():
            found.setdefault(family(task), []).append(task)
        return found

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each task stands in its family."""
        return {task.id: i for tasks in self.families.values() for i, task in enumerate(tasks)}

    def siblings(self, task: Task, most: int) -> Sequence[Task]:
        """Up to *most* other tasks of the same family, those that follow first."""
        own = self.families[family(task)]
        at = self.positions[task.id]
        return [own[(at + i) % len(own)] for i in range(1, min(len(own), most + 1))]

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """What one call gives in the untouched world."""
        text = _ENCODE(arguments)
        key = (tool, text)
        self._reads[key] = key
        if key not in self._seen:
            writes = tool in self.writing
            world = self.machine.world() if writes else self._world
            self._seen[key] = self.machine.call(world, tool, text, pristine=not writes)
        return self._seen[key]

    def writes(self, task: Task) -> bool:
        """Whether the plan of *task* calls a tool that writes."""
        return any(step.tool in self.writing for step in task.steps)

    def run(self, calls: Sequence[Call]) -> list[Observation]:
        """What the *calls* give, one after the other in one world."""
        if not any(call.tool in self.writing for call in calls):
            return [self.call(call.tool, call.arguments) for call in calls]
        world = self.machine.world()
        return [self.machine.call(world, call.tool, _ENCODE(call.arguments)) for call in calls]

    def file(self, name: str) -> str:
        """A file of the level as it stands in the bundle."""
        return self.bundle.files[f"levels/{self.level}/{name}"].decode()

    def has(self, name: str) -> bool:
        """Whether the bundle has a file of this name for the level."""
        return f"levels/{self.level}/{name}" in self.bundle.files

    @cached_property
    def golden_calls(self) -> Mapping[str, Sequence[tuple[Task, int]]]:
        """Tool to the steps that call it: the task and the position of the step."""
        found: dict[str, list[tuple[Task, int]]] = {}
        for task in self.tasks.values():
            for i, step in enumerate(task.steps):
                found.setdefault(step.tool, []).append((task, i))
        return found

    def once(self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        """What *make* gives, made when it is first asked for under *key*."""
        if key not in self._made:
            self._made[key] = self.reading(make)
        found: Value = self._made[key][0]
        if reads := self._made[key][1]:
            self._reads[id(reads)] = reads
        return found

    def once_said(self, tool: str, what: str, make: Callable[[], Value]) -> Value:
        """What *make* gives, made once; who asks hangs on that alone, not on the calls behind it (see `shows`)."""
        if (tool, what) not in self._made:
            self._made[tool, what] = self.reading(make)
        self._reads[tool, what] = (tool, what)
        found: Value = self._made[tool, what][0]
        return found

    def knows(self, text: str) -> None:
        """Say that what is found out hangs on which columns hold *text*."""
        read = (HOLDERS + text, "")
        self._reads[read] = read

    def reading(self, work: Callable[[], Value]) -> tuple[Value, Reads]:
        """What *work* gives, and the calls that this hangs on, whoever made them first."""
        outer, self._reads = self._reads, {}
        try:
            found = work()
            return found, tuple(self._reads.values())
        finally:
            self._reads = outer

    def shows(self, tool: str, arguments: str) -> str:
        """A hash of all that a proof may see of a call on the untouched world; *arguments* is JSON.

        For `HOLDERS` and a text it is one of the columns that hold this.
        """
        key = (tool, arguments)
        if key not in self._shown:
            self._shown[key] = self._hash_of(tool, arguments)
        return self._shown[key]

    def _hash_of(self, tool: str, arguments: str) -> str:
        if tool.startswith(HOLDERS):
            return fingerprint(repr(self.draws.holders.get(tool.removeprefix(HOLDERS))))
        seen = self._seen.get((tool, arguments)) or self.call(tool, json.loads(arguments))
        if seen.error is not None:
            return fingerprint(repr(seen.error))
        # The receipt of what was read is the facts of the result's parts.
        facts = (f"{at} {_written(fact)}" for at, part in enumerate(parts(seen.result)) for fact in facts_of(part))
        return fingerprint("\n".join((seen.text, *facts, *sorted(seen.receipt.writes))))


def _written(fact: CellFact | ValueFact) -> str:
    if isinstance(fact, CellFact):
        return f"{fact.entity}\t{fact.key}\t{fact.field}"
    return f"{fact.tool}\t{fact.arguments}\t{fact.path}\tcomputed"


def fingerprint(text: str) -> str:
    """A hash of *text*, short enough to keep many."""
    return sha256(text.encode()).hexdigest()[:24]


def parts(value: Any) -> Iterator[Any]:
    """*value* and all its parts."""
    yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from parts(part)


def family(task: Task) -> str:
    """The name of the declaration or pattern that made *task*."""
    return task.id.partition("/")[0]


def solved(steps: Sequence[Step], seen: Sequence[Observation]) -> int:
    """How many *steps* the calls that gave *seen* solve, as an episode counts."""
    facts = [step.golden_fact for step in steps]
    matching = Matching()
    for observation in seen:
        matching.add([i for i, fact in enumerate(facts) if observation.receipt.holds(fact)])
    return len(matching.solved)


def play(environment: Environment, task: Task, steps: Sequence[Step]) -> Score:
    """The score of an episode that makes the golden calls of *steps*, a turn each wave, and gives the answer."""
    episode: Episode = environment.reset(task.id)
    for wave in waves(steps):
        if not episode.done:
            episode.act(golden_turn(wave))
    if not episode.done:
        episode.finish(f"Answer: {answer_text(task.answer)}")
    return episode.score()
