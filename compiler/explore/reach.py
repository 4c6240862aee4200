"""What a few calls show, beginning with what a question names: so short cuts through a plan are found.

The calls are those of some moves and of their siblings: moves that later stages may merge with them into one tool.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from toolwright.runtime.facts import Fact

from .moves import Move, Moves, Op, State, row_state
from .plans import Draft
from .walker import Walker

_WORD: Final = re.compile(r"\w+")


class Reach:
    """Searches outward from what questions name."""

    def __init__(self, walker: Walker, moves: Moves) -> None:
        """Make calls with *walker*."""
        self._walker = walker
        self._siblings: dict[Move, tuple[Move, ...]] = {}
        families: dict[tuple[Any, ...], list[Move]] = {}
        for move in moves.all:
            families.setdefault(_family(move), []).append(move)
        for family in families.values():
            self._siblings.update(dict.fromkeys(family, tuple(family)))
        self._named: dict[str, list[tuple[State, Any]]] = {}
        for state in moves.by_source:
            for name in walker.starts(state):
                self._named.setdefault(_bare(str(name)), []).append((state, name))
        self._last: tuple[str, list[tuple[State, Any]]] = ("", [])
        self._longest = max((len(_WORD.findall(name)) for name in self._named), default=0)

    def short_cut(self, draft: Draft, more: Collection[Move] = ()) -> bool:
        """Whether calls of the plan's own moves, and of *more*, show facts of its steps at less cost than it does."""
        needs = _needs(draft)
        by_fact = {step.shown.fact: place for place, step in enumerate(draft.steps)}
        limits = {step.limit for step in draft.steps if step.limit is not None}
        by_source = self._by_source([*(step.move for step in draft.steps), *more])
        frontier = self._names_in(draft.question)
        known = set(frontier)
        for calls in range(1, max(2, *map(len, needs))):
            fresh: list[tuple[State, Any]] = []
            for state, name in frontier:
                for move in by_source.get(state, ()):
                    for limit in [v for v in move.limits if v in limits] if move.limits else (None,):
                        shown = self._walker.call(move, name, limit)
                        if shown is None:
                            continue
                        if _cheaper(shown.facts, by_fact, needs, calls):
                            return True
                        fresh.extend(_onward(move, shown.value))
            frontier = [each for each in dict.fromkeys(fresh) if each not in known]
            known.update(frontier)
        return False

    def _names_in(self, question: str) -> list[tuple[State, Any]]:
        """Everything in *question* that some call could be about, meant or not; one question is asked about often."""
        if self._last[0] != question:
            self._last = question, self._found_in(question)
        return self._last[1]

    def _found_in(self, question: str) -> list[tuple[State, Any]]:
        words = [found.span() for found in _WORD.finditer(question)]
        spans = ((start, end) for i, (start, _) in enumerate(words) for _, end in words[i : i + self._longest])
        texts = (self._named.get(question[start:end].casefold(), ()) for start, end in spans)
        return list(dict.fromkeys(each for found in texts for each in found))

    def _by_source(self, moves: Sequence[Move]) -> dict[State, list[Move]]:
        found: dict[State, list[Move]] = {}
        for sibling in dict.fromkeys(s for move in moves for s in self._siblings[move]):
            found.setdefault(sibling.source, []).append(sibling)
        return found


def _bare(name: str) -> str:
    """A name as it stands in a sentence, without marks around it, whatever the case."""
    return re.sub(r"^\W+|\W+$", "", name).casefold()


def _needs(draft: Draft) -> list[frozenset[int]]:
    """For each step the steps that the plan makes for it, itself among them."""
    needs: list[frozenset[int]] = []
    for place, step in enumerate(draft.steps):
        needs.append(frozenset({place}).union(*(needs[before] for before in step.after)))
    return needs


def _cheaper(
    facts: frozenset[Fact], by_fact: dict[Fact | None, int], needs: Sequence[frozenset[int]], calls: int
) -> bool:
    reached = [by_fact[fact] for fact in facts if fact in by_fact]
    return bool(reached) and len(frozenset().union(*(needs[place] for place in reached))) > calls


def _onward(move: Move, value: Any) -> Iterator[tuple[State, Any]]:
    """What the answer of *move* can be asked about."""
    if move.op is Op.LIST:
        yield from ((row_state(move.entity), name) for name in value)
    elif move.target is not None:
        yield (move.target, value)


def _family(move: Move) -> tuple[Any, ...]:
    """Moves of one family may become one tool: the fields of a row, the superlatives over one group."""
    if move.group is None:
        return ("own", move.source)
    return (move.op, move.source, move.group.column.entity, move.group.column.name)
