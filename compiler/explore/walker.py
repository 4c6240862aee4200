"""Moves made for real: every call runs on the machine, once; what leaves a question two readings is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime.errors import CallError
from toolwright.runtime.facts import Fact
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Machine
from toolwright.runtime.tracing import facts_of, plain

from .moves import Move, Moves, Op, State
from .schema import Group, World

LONGEST_ANSWER: Final = 100
LONGEST_LIST: Final = 8
"""Longer lists are no answer that one would write down."""


@dataclass(frozen=True)
class Shown:
    """What one call gave."""

    value: Any
    fact: Fact | None
    """Of the result as a whole."""
    facts: frozenset[Fact]


class Refused(Exception):
    """A candidate that makes no good task, with the reason in a few words."""


class Walker:
    """Makes moves, each different call once."""

    def __init__(self, world: World, moves: Moves, tools: Mapping[Move, Tool], machine: Machine) -> None:
        """Run the *tools* of *moves* on *machine*, which holds the rows of *world*."""
        self.world = world
        self._moves = moves
        self.tools = tools
        self._machine = machine
        self._fresh = machine.world()
        self._seen: dict[tuple[str, Any, Any], Shown | None] = {}
        self._at_once: dict[tuple[State, Any], Sequence[tuple[tuple[Move, Any], Shown]]] = {}

    def call(self, move: Move, argument: Any, limit: Any = None) -> Shown | None:
        """What the call of *move* gives; None where it fails."""
        tool = self.tools[move]
        key = (tool.name, argument, limit)
        if key not in self._seen:
            self._seen[key] = self._run(tool, self.arguments(move, argument, limit))
        return self._seen[key]

    def arguments(self, move: Move, argument: Any, limit: Any = None) -> dict[str, Any]:
        """The arguments of the call of *move*."""
        first, *rest = (p.name for p in self.tools[move].params)
        return {first: argument} | dict.fromkeys(rest, limit)

    def _run(self, tool: Tool, arguments: Mapping[str, Any]) -> Shown | None:
        values = self._machine.validate(tool.name, arguments)
        if isinstance(values, CallError):
            return None
        seen = self._machine.run(self._fresh, tool, values)
        if seen.error is not None:
            return None
        # What a link leads to is asked for as the link: others that show the same name do not say whose it is.
        fact = next(reversed(facts_of(seen.result)), None)
        return Shown(plain(seen.result), fact, seen.receipt.facts)

    def step(self, move: Move, argument: Any, limit: Any = None) -> Shown:
        """The call as a step of a plan; raises Refused where it has no answer, or its question no single one."""
        self._check(move, argument, limit)
        shown = self.call(move, argument, limit)
        if shown is None or shown.fact is None:
            raise Refused("a call has no answer")
        if isinstance(shown.value, str) and not (0 < len(shown.value) <= LONGEST_ANSWER and shown.value.isprintable()):
            raise Refused("an answer is no short text")
        if move.op in (Op.LINK, Op.BEST):
            self.standing(move, shown.value)
        return shown

    def standing(self, move: Move, name: Any) -> None:
        """Hold the answer of *move* to name one row; raises Refused."""
        assert move.target is not None
        entity, field = move.target
        if not field and name not in self.world.tables[entity].by_name:
            raise Refused("two rows have the same name")

    def starts(self, state: State) -> Sequence[Any]:
        """What a question may name to start from *state*: names of rows, or shared words."""
        entity, field = state
        if not field:
            return tuple(self.world.tables[entity].by_name)
        return tuple(sorted(self.group_of_words(state).members))

    def group_of_words(self, state: State) -> Group:
        """The group of rows that share a word."""
        return next(g for g in self.world.groups if not g.link and (g.entity, g.column.name) == state)

    def members(self, group: Group, argument: Any) -> Sequence[int]:
        """The places of the rows that belong to the row, or the word, called *argument*."""
        if group.column.link is None:
            return group.members.get(argument, ())
        target = self.world.tables[group.column.link]
        place = target.by_name.get(argument)
        return () if place is None else group.members.get(target.rows[place][target.entity.key[0]], ())

    def at_once(self, state: State, argument: Any) -> Sequence[tuple[tuple[Move, Any], Shown]]:
        """Everything that one call shows about a thing that a question names, each with its move and limit."""
        key = (state, argument)
        if key not in self._at_once:
            calls = [(m, limit) for m in self._moves.by_source.get(state, ()) for limit in m.limits or (None,)]
            made = [(call, self.call(call[0], argument, call[1])) for call in calls]
            self._at_once[key] = [(call, shown) for call, shown in made if shown is not None]
        return self._at_once[key]

    def _check(self, move: Move, argument: Any, limit: Any) -> None:
        if move.group is None:
            return
        table = self.world.tables[move.entity]
        places = self.members(move.group, argument)
        match move.op:
            case Op.LIST:
                if not 2 <= len(places) <= LONGEST_LIST:
                    raise Refused("a list is too short or too long")
                if any(table.name_of(place) is None for place in places):
                    raise Refused("two rows have the same name")
            case Op.COUNT:
                if not places:
                    raise Refused("there is nothing to count")
            case Op.TOTAL:
                if len(places) < 2:
                    raise Refused("there is nothing to add up")
            case Op.BEST:
                self.check_best(move.group, move.column.name, places, most=move.most)
            case Op.PAST:
                values = [table.rows[place][move.column.name] for place in places]
                beyond = sum(v > limit if move.most else v < limit for v in values)
                if not 0 < beyond < len(values):
                    raise Refused("a limit leaves all or nothing")

    def check_best(self, group: Group, column: str, places: Sequence[int], *, most: bool) -> None:
        """Hold a superlative to fit one of several rows; raises Refused."""
        rows = self.world.tables[group.entity].rows
        values = sorted((rows[place][column] for place in places), reverse=most)
        if len(values) < 2:
            raise Refused("there is nothing to compare")
        if values[0] == values[1]:
            raise Refused("rows tie")
