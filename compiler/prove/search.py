"""The search for shortcuts: whether fewer calls than a plan makes for a fact reach it.

A bounded search from the values that the question names (texts and numbers of the world that stand in it, and the
golden arguments that are no result of a step) over all offered tools: what one call shows may be an argument of the
next. A list is given one item at a time: a call that asks for several things counts as several. A word from a list
that gives something else than the other words is chosen only where the task names it (in its questions, in its golden
arguments, as the field that it asks for, or in what was shown before): what a lucky guess would show is no shortcut.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, TypeAlias

from toolwright.runtime.facts import EffectFact, Fact, Receipt
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.tracing import plain

from .given import arguments_of, choices, gate, slots_of
from .named import WORD_PART, identity, is_read, named_values, words_of
from .plans import leaves
from .searched import Calls, Plan

MOST_VALUES: Final = 400
"""Values that the search for one task gets to know at most."""
MOST_A_TOOL: Final = 24
"""Calls of a tool that takes several values, in one round of a search."""
Way: TypeAlias = tuple[int, ...]
"""Calls by the order in which a search made them."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A call that succeeded, and what it showed."""

    tool: str
    arguments: Mapping[str, Any]
    receipt: Receipt
    leaves: tuple[tuple[str, Any], ...]
    """The scalars in its result by their identity; none for a call that writes, which can only be the last one."""
    choices: tuple[str, ...] = ()
    """The words chosen from lists where other choices give something else: guesses, unless the task names them."""


class Search:
    """One search through one plan."""

    def __init__(
        self, calls: Calls, plan: Plan, *, most_values: int = MOST_VALUES, most_a_tool: int = MOST_A_TOOL
    ) -> None:
        """Look for shortcuts through *plan* by *calls*, up to limits."""
        self._calls = calls
        self._most_values, self._most_a_tool = most_values, most_a_tool
        self._tools = [calls.tools[name] for name in plan.tools]
        self._facts: dict[Fact, str] = {step.golden_fact: step.id for step in plan.steps}
        self._plan = plan
        self._needs: dict[str, frozenset[str]] = {}
        for step in plan.steps:
            sources = [name for name in step.after if is_read(plan, name, step)]
            self._needs[step.id] = frozenset({step.id}).union(*(self._needs[name] for name in sources))
        self._asked = words_of(plan)
        self._known: dict[str, tuple[Any, Way]] = {}
        self.made: list[_Made] = []
        self.cut = False
        """Whether the search stopped at its limit of calls."""

    def cost(self, steps: Sequence[str]) -> int:
        """Calls that the plan makes for *steps*."""
        return len(frozenset().union(*(self._needs[name] for name in steps)))

    def written(self, number: int) -> str:
        """A call that was made, as people write it."""
        made = self.made[number]
        return f"{made.tool}({', '.join(f'{name}={value!r}' for name, value in made.arguments.items())})"

    def run(self) -> tuple[list[str], Way] | None:
        """The first shortcut: steps, and the calls that reach them by their places in `made`; else None."""
        self._known = {identity(value): (value, ()) for value in named_values(self._calls, self._plan)}
        _know(self._calls, (value for value, _ in self._known.values()))
        fresh = list(self._known)
        longest = max(map(len, self._needs.values()))
        for turn in range(max(1, longest - 1)):
            shown: dict[str, tuple[Any, Way]] = {}
            for made, way in self._next(fresh, turn == 0):
                if not all(self._is_named(choice) for choice in made.choices):
                    continue
                reached = self._reached(made.receipt)
                if reached and self.cost(reached) > len(way) + 1:
                    self.made.append(made)
                    return reached, (*way, len(self.made) - 1)
                new = [leaf for leaf in made.leaves if leaf[0] not in self._known and leaf[0] not in shown]
                if new:
                    self.made.append(made)
                    way = (*way, len(self.made) - 1)
                    shown.update((identity, (value, way)) for identity, value in new)
                if len(self._known) + len(shown) > self._most_values:
                    self.cut = True
                    return None
            self._known |= shown
            fresh = list(shown)
            if not fresh:
                return None
        return None

    def _is_named(self, choice: str) -> bool:
        return identity(choice) in self._known or self._asked.issuperset(WORD_PART.findall(choice.casefold()))

    def _reached(self, receipt: Receipt) -> list[str]:
        if receipt.writes:
            steps = self._plan.steps
            return [s.id for s in steps if isinstance(s.golden_fact, EffectFact) and receipt.holds(s.golden_fact)]
        return sorted(self._facts[fact] for fact in receipt.facts & self._facts.keys())

    def _next(self, fresh: Sequence[str], first: bool) -> Iterator[tuple[_Made, Way]]:
        """The calls that can be made with what is known, where something of it is *fresh*."""
        for tool in self._tools:
            slots = self._calls.once(("slots", tool.name), partial(slots_of, tool))
            if slots == 0 and first:
                yield from ((made, ()) for made in self._with(tool, None))
            elif slots == 1:
                takes = self._calls.once(("takes", tool.name), partial(gate, self._calls, tool))
                for identity in fresh:
                    value, way = self._known[identity]
                    if not takes(value):
                        continue
                    yield from ((made, way) for made in self._with(tool, identity))
            elif slots is not None and slots > 1:
                yield from self._combined(tool, frozenset(fresh))

    def _with(self, tool: Tool, identity: str | None) -> Sequence[_Made]:
        """The calls of a tool that takes one value, with this one: the same for all tasks."""
        values = [] if identity is None else [self._known[identity][0]]

        def make() -> Sequence[_Made]:
            given = (arguments for arguments, _ in arguments_of(self._calls, tool, values))
            made = [made for arguments in given if (made := _call(self._calls, tool, arguments)) is not None]
            return _withchoices(tool, made)

        return self._calls.once(("calls", tool.name, identity), make)

    def _combined(self, tool: Tool, fresh: frozenset[str]) -> Iterator[tuple[_Made, Way]]:
        """The calls of a tool that takes several values."""
        tried = 0
        for arguments, used in arguments_of(self._calls, tool, [value for value, _ in self._known.values()]):
            identities = [identity(value) for value in used]
            if fresh.isdisjoint(identities):
                continue
            tried += 1
            if tried > self._most_a_tool:
                self.cut = True
                return
            made = _call(self._calls, tool, arguments)
            if made is not None:
                ways = [self._known[identity][1] for identity in identities]
                yield made, tuple(dict.fromkeys(itertools.chain.from_iterable(ways)))


def _know(calls: Calls, values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, str):
            calls.knows(value)


def _call(calls: Calls, tool: Tool, arguments: dict[str, Any]) -> _Made | None:
    seen = calls.call(tool.name, arguments)
    if seen.error is not None:
        return None
    shown = [] if tool.writes else [leaf for leaf in leaves(plain(seen.result)) if leaf is not None]
    _know(calls, shown)
    return _Made(tool.name, arguments, seen.receipt, tuple((identity(leaf), leaf) for leaf in shown))


def _withchoices(tool: Tool, made: Sequence[_Made]) -> Sequence[_Made]:
    """The calls of one tool on the same value, each with the choices that set it apart."""
    chosen = [dict(choices(tool, one.arguments)) for one in made]
    common = set.intersection(*(set(pairs.items()) for pairs in chosen)) if chosen else set()
    return [
        replace(one, choices=tuple(word for place, word in pairs.items() if (place, word) not in common))
        for one, pairs in zip(made, chosen, strict=True)
    ]
