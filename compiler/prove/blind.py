"""Blind calls: calls that know nothing of a question show no fact that it asks for beyond chance.

For each tool of a level a few calls are drawn, their arguments from the columns of the world that the tool looks in.
Where a tool has so many different calls that one call in *choices* shows a given fact, more showings among the drawn
ones than chance explains (less than one in a thousand million) are a finding: the arguments do not decide what is
shown. And a call without arguments shows less than a tenth of the rows of the entity that a step's fact is of, or the
step's own golden call is that call.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime import Task
from toolwright.runtime.facts import CellFact, Fact

from .bench import Bench, fingerprint
from .finding import Finding
from .searched import Calls

BLIND: Final = "*blind"
"""Stands for a tool's blind calls where others stand for themselves by their arguments; it is no JSON."""
DRAWN_CALLS = 24
"""Calls drawn for each tool."""
RARE = 1e-9
"""How unlikely a number of showings must be to be more than chance."""
MOST_ROWS_SHOWN = 0.1
"""Share of an entity's rows from which on a call without arguments gives them away."""


@dataclass(frozen=True)
class BlindCalls:
    """What blind calls of one tool showed."""

    made: int
    drawn: int
    """Calls with drawn arguments that did not fail."""
    choices: int
    shown: Mapping[Fact, int]
    """Fact to the number of drawn calls that showed it."""
    unasked: frozenset[Fact]
    """What a call without arguments shows, where that is much."""

    def whatever(self, fact: Fact) -> bool:
        """Whether drawn calls show *fact* more often than chance explains."""
        return not _by_chance(self.shown.get(fact, 0), self.drawn, self.choices)


def blind_calls(calls: Calls, tool_name: str) -> BlindCalls:
    """Draw and make blind calls of one tool."""
    tool = calls.tools[tool_name]
    shown: Counter[Fact] = Counter()
    made = drawn = 0
    for i in range(DRAWN_CALLS):
        arguments = calls.draws.arguments(tool, f"blind/{tool_name}/{i}")
        if arguments is None:
            break
        made += 1
        seen = calls.call(tool_name, arguments)
        drawn += seen.error is None
        shown.update(seen.receipt.facts)
    unasked: frozenset[Fact] = frozenset()
    if not any(param.required for param in tool.params):
        made += 1
        unasked = _much(calls.rows, calls.call(tool_name, {}).receipt.facts)
    return BlindCalls(made, drawn, calls.draws.choices(tool), shown, unasked)


def blind(bench: Bench, tool_name: str) -> BlindCalls:
    """What blind calls of one tool show; they are made once."""
    return bench.once_said(tool_name, BLIND, lambda: blind_calls(bench, tool_name))


def blind_shows(bench: Bench, tool_name: str) -> str:
    """A hash of what blind calls of one tool show beyond chance: all that speaks against a task."""
    seen = blind(bench, tool_name)
    too_often = sorted(repr(fact) for fact in seen.shown if seen.whatever(fact))
    return fingerprint(repr((seen.made, too_often, sorted(map(repr, seen.unasked)))))


def beyond_chance(bench: Bench, task: Task) -> Iterator[Finding]:
    """Facts of *task* that blind calls of its tools show too often."""
    for step in task.steps:
        fact = step.golden_fact
        for name in task.tools:
            seen = blind(bench, name)
            if fact in seen.unasked and (step.tool != name or step.arguments):
                yield Finding(
                    "TW0678",
                    bench.level,
                    task.id,
                    f"`{name}` shows what `{step.id}` asks for without being asked",
                    f"{name}() shows {fact}",
                    "give the tool a parameter that must be given, or do not offer it to this task",
                    step=step.id,
                    tool=name,
                )
            elif seen.whatever(fact):
                yield Finding(
                    "TW0678",
                    bench.level,
                    task.id,
                    f"`{name}` shows what `{step.id}` asks for, whatever its arguments",
                    f"{seen.shown[fact]} of {seen.drawn} random calls show it; chance is one in {seen.choices}",
                    "let the tool show only what its arguments ask for",
                    step=step.id,
                    tool=name,
                )


def _much(rows: Mapping[str, Sequence[Any]], facts: frozenset[Fact]) -> frozenset[Fact]:
    """The cells among *facts* whose column they show a large part of."""
    columns = Counter((fact.entity, fact.field) for fact in facts if isinstance(fact, CellFact))
    most = {entity: MOST_ROWS_SHOWN * len(held) for entity, held in rows.items()}
    large = {column for column, n in columns.items() if n > 1 and n >= most.get(column[0], n)}
    return frozenset(fact for fact in facts if isinstance(fact, CellFact) and (fact.entity, fact.field) in large)


def _by_chance(hits: int, drawn: int, choices: int) -> bool:
    """Whether *hits* of *drawn* calls may be chance where one of *choices* is expected to hit."""
    if hits < 3 or choices < 2:
        return True
    p = 1 / choices
    tail = sum(math.comb(drawn, k) * p**k * (1 - p) ** (drawn - k) for k in range(hits, drawn + 1))
    return tail >= RARE
