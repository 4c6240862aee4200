"""Short cuts through candidates, found by the search that the proofs make, over the tools as they are before stage 3.

A candidate is taken to be offered the siblings of its moves, too: moves that stage 3 may merge with them into one tool.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from toolwright.runtime.facts import Fact
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Machine, Observation

from ..prove.draws import Draws
from ..prove.search import Search
from .formulas import step_id
from .moves import Move
from .plans import Draft
from .walker import Walker

Value = TypeVar("Value")
MOST_VALUES: Final = 4000
MOST_A_TOOL: Final = 1000
"""The proofs' limits many times, since siblings and tools that are not kept are searched here, too."""


class Reach:
    """Searches outward from what questions name."""

    def __init__(self, walker: Walker, moves: Iterable[Move], calls: Calls, authored: Collection[str]) -> None:
        """Make *calls* of the tools of *moves*, and of those that the author wrote, which all tasks are offered."""
        self._walker = walker
        self._calls = calls
        self._authored = tuple(authored)
        self._siblings: dict[Move, tuple[str, ...]] = {}
        families: dict[tuple[Any, ...], list[Move]] = {}
        for move in moves:
            families.setdefault(_family(move), []).append(move)
        for family in families.values():
            names = tuple(walker.tools[move].name for move in family)
            self._siblings.update(dict.fromkeys(family, names))

    def short_cut(self, draft: Draft, more: Collection[Move] = ()) -> bool:
        """Whether calls of the plan's own moves, and of *more*, show facts of its steps at less cost than it does."""
        moves = [*(step.move for step in draft.steps), *more]
        tools = dict.fromkeys(name for move in moves for name in self._siblings[move])
        plan = _Plan(draft.question, self._steps(draft), (*tools, *self._authored))
        return Search(self._calls, plan, most_values=MOST_VALUES, most_a_tool=MOST_A_TOOL).run() is not None

    def _steps(self, draft: Draft) -> tuple[_Step, ...]:
        steps = []
        for place, step in enumerate(draft.steps):
            assert step.shown.fact is not None
            after = tuple(map(step_id, step.after))
            arguments = self._walker.arguments(step.move, step.argument, step.limit)
            steps.append(_Step(step_id(place), step.question, after, arguments, step.shown.fact, step.shown.value))
        return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a candidate, as the search sees it."""

    id: str
    question: str
    after: tuple[str, ...]
    arguments: Mapping[str, Any]
    golden_fact: Fact
    answer: Any


@dataclass(frozen=True, slots=True)
class _Plan:
    """A candidate, as the search sees it."""

    question: str
    steps: tuple[_Step, ...]
    tools: tuple[str, ...]


class Calls:
    """Calls of all tools there are, each made once."""

    def __init__(self, machine: Machine, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Make them on *machine*, which holds *rows*."""
        self._machine = machine
        self.rows = rows
        self.tools: Mapping[str, Tool] = machine.tools
        self.draws = Draws(machine.module, rows)
        self._fresh = machine.world()
        self._seen: dict[tuple[str, str], Observation] = {}
        self._made: dict[tuple[Any, ...], Any] = {}

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """What one call gives in the untouched world."""
        text = json.dumps(arguments, ensure_ascii=False)
        if (tool, text) not in self._seen:
            writes = bool(self.tools[tool].writes)
            world = self._machine.world() if writes else self._fresh
            self._seen[tool, text] = self._machine.call(world, tool, text, pristine=not writes)
        return self._seen[tool, text]

    def once(self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        """What *make* gives, made when it is first asked for under *key*."""
        if key not in self._made:
            self._made[key] = make()
        found: Value = self._made[key]
        return found

    def knows(self, text: str) -> None:
        """Nobody asks what these searches hang on."""


def _family(move: Move) -> tuple[Any, ...]:
    """Moves of one family may become one tool: the fields of a row, the superlatives over one group."""
    if move.group is None:
        return ("own", move.source)
    return (move.op, move.source, move.group.column.entity, move.group.column.name)
