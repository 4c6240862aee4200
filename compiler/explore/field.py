"""What candidates of one program are made of and held to: made once in each process that explores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from toolwright.dsl.program import Explore, Program
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.machine import Machine

from ..lowered import Lowered
from ..prove.blind import blind_calls
from .draw import below
from .judge import Judge
from .moves import moves_of
from .offers import Offers
from .phrases import Speaker
from .plans import Draft, Draw, Planner
from .reach import Calls, Reach
from .schema import world_of
from .spaces import Bucket, Buckets
from .toolmaker import Toolmaker
from .walker import Walker
from .wording import Wording

Place = tuple[int, int]
"""A candidate of one kind: the number of its bucket, and its own in there."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What is explored, as it is sent to other processes."""

    program: Program
    """Its declarations; of bodies and plans nothing is read."""
    wanted: Explore
    module: ToolModule
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    authored: Sequence[str]
    """Tools that the author wrote, and all tasks are offered."""

    @classmethod
    def of(cls, program: Program, wanted: Explore, ready: Lowered) -> Given:
        """What *program* wants explored beside the tools of *ready*."""
        # Tools for derived steps stay with their tasks: they take other steps, and would cut walks short.
        shown = [tool.name for tool in ready.module.tools if tool.name not in ready.module.distractors]
        authored = [name for name in shown if name in program.tools]
        declared = replace(program, tools={}, tasks={}, tests=(), types={}, symbols={})
        return cls(declared, wanted, ready.module, ready.rows, authored)


class Field:
    """Candidates of every kind, with what judges them."""

    def __init__(self, given: Given) -> None:
        """Prepare to draw."""
        self._given = given
        self._seed = given.wanted.seed
        world = world_of(given.program)
        wording = Wording(world)
        moves = moves_of(world, self._seed)
        self._maker = Toolmaker(given.program, world, wording, given.module)
        self.tools = {move: self._maker.tool(move) for move in moves.all}
        """The tool of each move."""
        self._module = self.with_tools(self.tools.values())
        machine = Machine(self._module, given.rows)
        self.walker = Walker(world, moves, self.tools, machine)
        self._buckets = Buckets(given.wanted, moves, self.walker, Planner(self.walker, Speaker(wording, world)))
        self._of_kind: dict[str, Sequence[Bucket]] = {}
        calls = Calls(machine, given.rows)
        self._reach = Reach(self.walker, moves.all, calls, given.authored)
        self._blind = [blind_calls(calls, name) for name in given.authored]
        self._drafts: dict[tuple[str, Place], Draft] = {}

    def with_tools(self, tools: Iterable[Tool]) -> ToolModule:
        """The module that is explored with *tools* beside its own."""
        module, tools = self._given.module, tuple(tools)
        needed = {name for tool in tools for name in tool.fails}
        known = {e.name for e in module.errors}
        errors = [e for e in self._maker.errors if e.name in needed and e.name not in known]
        return module.model_copy(update={"tools": (*module.tools, *tools), "errors": (*module.errors, *errors)})

    def judge(self, taken: Iterable[str]) -> Judge:
        """One who knows of tasks that ask the questions *taken*, and of no other."""
        return Judge(self.walker, self._reach, self._module.tools, self._blind, taken)

    def offers(self, tools: Collection[str]) -> Offers:
        """Offers of those *tools* that tasks call."""
        kept = {move: tool for move, tool in self.tools.items() if tool.name in tools}
        return Offers(self._seed, self._reach, kept, self._given.authored)

    def buckets(self, kind: str) -> Sequence[Bucket]:
        """The buckets of *kind*."""
        if kind not in self._of_kind:
            self._of_kind[kind] = self._buckets.of(kind)
        return self._of_kind[kind]

    def make(self, kind: str, place: Place) -> Draft:
        """The candidate of *kind* at *place*; raises Refused where it makes no good task."""
        bucket = self.buckets(kind)[place[0]]
        return bucket.make(place[1], self._draw(kind, bucket.name, place[1]))

    def keep(self, place: Place, draft: Draft) -> None:
        """Keep the *draft* at *place*, which became a task."""
        self._drafts[draft.kind, place] = draft

    def kept(self, kind: str, place: Place) -> Draft:
        """The task of *kind* at *place*, made again where another process drew it."""
        return self._drafts.get((kind, place)) or self.make(kind, place)

    def _draw(self, kind: str, bucket: str, index: int) -> Draw:
        return lambda purpose, bound: below(bound, self._seed, kind, bucket, index, purpose)


@lru_cache(maxsize=1)
def field_of(given: Given) -> Field:
    """The field of what is *given*; the last one is kept."""
    return Field(given)
