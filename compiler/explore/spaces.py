"""All candidates of one sort as a range of numbers: they are counted without being made, and made one at a time.

A bucket holds the candidates of one shape from one kind of start. Drawing from the buckets in turn keeps tasks varied,
and the cost of a task does not hang on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations
from math import comb
from typing import Any, Generic, TypeVar

from toolwright.dsl.checking import types
from toolwright.dsl.program import Explore

from .answers import Combine
from .draw import subset
from .moves import Move, Moves, Op, State
from .plans import Draft, Draw, Planner
from .schema import Group
from .walker import Walker

T = TypeVar("T")


@dataclass(frozen=True)
class Bucket:
    """Candidates of one shape, from one kind of start."""

    name: str
    size: int
    make: Callable[[int, Draw], Draft]
    """The candidate of a number below *size*; raises Refused where it makes no good task."""


class Paths(Generic[T]):
    """Walks of a given length that end with one of several options, counted and numbered."""

    def __init__(self, moves: Moves, ends: Callable[[State], Sequence[T]]) -> None:
        """*ends* gives the options of a state."""
        self._moves = moves
        self._ends = cache(ends)
        self._onward = cache(lambda s: [m for m in moves.by_source.get(s, ()) if m.target is not None])
        self.count = cache(self._count)

    def _count(self, state: State, length: int) -> int:
        """How many walks of *length* moves and an end there are from *state*."""
        if length == 0:
            return len(self._ends(state))
        return sum(self.count(move.target, length - 1) for move in self._onward(state) if move.target)

    def at(self, state: State, length: int, index: int) -> tuple[list[Move], T]:
        """The walk of number *index*."""
        made: list[Move] = []
        while length:
            length -= 1
            for move in self._onward(state):
                assert move.target is not None
                size = self.count(move.target, length)
                if index < size:
                    made.append(move)
                    state = move.target
                    break
                index -= size
        return made, self._ends(state)[index]


class Buckets:
    """The buckets of each kind."""

    def __init__(self, wanted: Explore, moves: Moves, walker: Walker, planner: Planner) -> None:
        """Prepare to count."""
        self._wanted = wanted
        self._moves = moves
        self._planner = planner
        self._starts = cache(walker.starts)
        self._states = sorted(moves.by_source)

    def of(self, kind: str) -> list[Bucket]:
        """The buckets of *kind* that hold something, in a fixed order."""
        low, high = self._wanted.hops
        depths = range(low, high + 1)
        match kind:
            case "single_hop":
                made = self._walks([1])
            case "multi_hop":
                made = self._walks(depths)
            case "parallel_single_hop":
                made = (*self._beside([1]), *self._forks([1]))
            case _:
                made = (*self._beside(depths), *self._forks(depths), *self._fans(depths))
        return [bucket for bucket in made if bucket.size]

    @property
    def _widths(self) -> range:
        low, high = self._wanted.width
        return range(low, high + 1)

    def _walks(self, depths: Sequence[int]) -> tuple[Bucket, ...]:
        return tuple(bucket for op in Op for bucket in self._walks_to(op, depths))

    def _walks_to(self, op: Op, depths: Sequence[int]) -> Iterator[Bucket]:
        paths = Paths(self._moves, lambda state: [m for m in self._moves.by_source.get(state, ()) if m.op is op])
        for state in self._states:
            for depth in depths:

                def make(index: int, draw: Draw, state: State = state, depth: int = depth) -> Draft:
                    starts = self._starts(state)
                    path, start = divmod(index, len(starts))
                    moves, last = paths.at(state, depth - 1, path)
                    return self._planner.walk([*moves, last], starts[start], draw)

                yield Bucket(
                    f"walk {op} {state} {depth}", paths.count(state, depth - 1) * len(self._starts(state)), make
                )

    def _beside(self, depths: Sequence[int]) -> tuple[Bucket, ...]:
        return tuple(bucket for combine in Combine for bucket in self._combined(combine, depths))

    def _combined(self, combine: Combine, depths: Sequence[int]) -> Iterator[Bucket]:
        paths = Paths(self._moves, lambda state: [m for m in self._moves.by_source.get(state, ()) if _fits(m, combine)])
        for state in self._states:
            for depth in depths:
                for width in self._widths:
                    if width > 2 and combine in (Combine.DIFFERENCE, Combine.DAYS):
                        continue

                    def make(
                        index: int, draw: Draw, state: State = state, depth: int = depth, width: int = width
                    ) -> Draft:
                        starts = self._starts(state)
                        path, chosen = divmod(index, comb(len(starts), width))
                        moves, last = paths.at(state, depth - 1, path)
                        places = subset(starts, width, chosen)
                        return self._planner.beside([*moves, last], [starts[p] for p in places], combine, draw)

                    size = paths.count(state, depth - 1) * comb(len(self._starts(state)), width)
                    yield Bucket(f"beside {combine} {state} {depth} {width}", size, make)

    def _forks(self, depths: Sequence[int]) -> Iterator[Bucket]:
        for width in self._widths:
            paths = Paths(self._moves, partial(self._ends, width))
            for state in self._states:
                for depth in depths:

                    def make(
                        index: int, draw: Draw, paths: Any = paths, state: State = state, depth: int = depth
                    ) -> Draft:
                        starts = self._starts(state)
                        path, start = divmod(index, len(starts))
                        moves, ends = paths.at(state, depth - 1, path)
                        return self._planner.fork(moves, ends, starts[start], draw)

                    size = paths.count(state, depth - 1) * len(self._starts(state))
                    yield Bucket(f"fork {state} {depth} {width}", size, make)

    def _ends(self, width: int, state: State) -> list[tuple[Move, ...]]:
        """Fields of a row that are asked for together: numbers, or words and names."""
        if state[1]:
            return []
        plain = [
            m
            for m in self._moves.by_source.get(state, ())
            if m.op in (Op.FIELD, Op.LINK) and not m.column.moment and not self._planner.is_verb(m.column)
        ]
        numbers, texts = [m for m in plain if m.number], [m for m in plain if not m.number]
        return [*combinations(numbers, width), *combinations(texts, width)]

    def _fans(self, depths: Sequence[int]) -> Iterator[Bucket]:
        paths = Paths(self._moves, self._fanned)
        for state in self._states:
            for depth in depths:

                def make(index: int, draw: Draw, state: State = state, depth: int = depth) -> Draft:
                    starts = self._starts(state)
                    path, start = divmod(index, len(starts))
                    moves, (listing, field, combine) = paths.at(state, depth - 2, path)
                    return self._planner.fan(moves, listing, field, combine, starts[start], draw)

                yield Bucket(f"fan {state} {depth}", paths.count(state, depth - 2) * len(self._starts(state)), make)

    def _fanned(self, state: State) -> list[tuple[Move, Move, Combine]]:
        """Lists from *state* with a field of their rows to combine, where no single call combines it."""
        return [
            (listing, field, combine)
            for listing in self._moves.by_source.get(state, ())
            if listing.op is Op.LIST and listing.group is not None
            for field in self._moves.by_source.get((listing.entity, ""), ())
            if field.op is Op.FIELD
            for combine in self._free(listing.group, field)
        ]

    def _free(self, group: Group, field: Move) -> Iterator[Combine]:
        column = field.column
        if (group, column.name) in self._moves.free_totals:
            yield Combine.SUM
        for most, combine in ((True, Combine.MOST), (False, Combine.LEAST)):
            if (group, column.name, most) in self._moves.free_bests:
                yield combine
        if column.number:
            yield Combine.DIFFERENCE


def _fits(move: Move, combine: Combine) -> bool:
    """Whether answers of *move* can be combined so."""
    field = move.op is Op.FIELD
    match combine:
        case Combine.MOST | Combine.LEAST:
            return (field and (move.number or move.column.moment)) or move.op is Op.COUNT
        case Combine.SUM:
            return (field and move.column.adds_up) or move.op in (Op.COUNT, Op.TOTAL)
        case Combine.DIFFERENCE:
            return (field and move.number) or move.op in (Op.COUNT, Op.TOTAL)
        case Combine.DAYS:
            return field and isinstance(move.column.type, types.Date)
    return (field and not move.column.moment) or move.op is Op.LINK
