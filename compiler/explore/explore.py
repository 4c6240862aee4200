"""Stage 1 for `explore`: from relations between rows to tasks that were run, with the tools that they need.

Before: entities with rows, and `explore 200 seed 7 { hops: 2..5 }`.
After: tools in the intermediate form, and 200 tasks of the wanted kinds, each drawn from all that could be asked, run
on the machine and held to the rules of `judge`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import KINDS, Explore
from toolwright.runtime.ir.tools import ToolModule

from ..golden import GoldenStep, GoldenTask
from ..lowered import Lowered
from ..workshop import Workers
from .balance import easily_guessed
from .drawing import Chunk, Drawn, Wanted, draw, offered, task_id
from .field import Given, field_of
from .formulas import step_id
from .plans import Draft
from .walker import Walker

SECONDS_A_TASK: Final = 0.0025
"""About what drawing a task takes."""
CHUNK: Final = 50
"""Tasks whose offers are worked out at a time."""


@dataclass(frozen=True)
class Explored:
    """What `explore` gives: the program's module with the tools that were written, and tasks that call them."""

    module: ToolModule
    tools: frozenset[str]
    """Names of the tools that were written."""
    tasks: tuple[GoldenTask, ...]
    drafts: tuple[Draft, ...]
    """What each task was made from."""
    diagnostics: tuple[Diagnostic, ...]
    """Errors where there are too few tasks, else warnings."""


def explore(program: Program, ready: Lowered, workers: Workers) -> Explored:
    """The tasks that *program* asks for, beside the tools of *ready*; *workers* draw them."""
    wanted = program.explore
    if wanted is None:
        return Explored(ready.module, frozenset(), (), (), ())
    given = Given.of(program, wanted, ready)
    seconds = SECONDS_A_TASK * sum(wanted.counts.values())
    found = _drawn(given, workers, seconds)
    diagnostics = [
        _too_few(wanted, kind, len(drawn.places), drawn.refusals)
        for kind, drawn in found.items()
        if len(drawn.places) < wanted.counts[kind]
    ]
    called = frozenset(name for drawn in found.values() for name in drawn.tools)
    chunks = [
        Chunk(kind, first + 1, drawn.places[first : first + CHUNK], called)
        for kind, drawn in found.items()
        for first in range(0, len(drawn.places), CHUNK)
    ]
    field = field_of(given)
    drafts, tasks = list[Draft](), list[GoldenTask]()
    # It is part of the same work: the processes are there.
    for chunk, offers in zip(chunks, workers.map(offered, given, chunks, seconds, attrgetter("kind")), strict=True):
        for number, (place, tools) in enumerate(zip(chunk.places, offers, strict=True), start=chunk.first):
            drafts.append(field.kept(chunk.kind, place))
            tasks.append(_golden(wanted, task_id(chunk.kind, number), drafts[-1], field.walker, tools))
    if tasks and not diagnostics:
        diagnostics.extend(easily_guessed(tasks))
    made = [tool for tool in field.tools.values() if tool.name in called]
    return Explored(field.with_tools(made), called, tuple(tasks), tuple(drafts), tuple(diagnostics))


def _drawn(given: Given, workers: Workers, seconds: float) -> dict[str, Drawn]:
    """By kind what is drawn, as if the kinds were drawn one after the other."""
    kinds = [kind for kind in KINDS if given.wanted.counts[kind]]
    # The last kinds take longest, so they are begun first.
    orders = [Wanted(kind) for kind in reversed(kinds)]
    alone = dict(zip(kinds, [*workers.map(draw, given, orders, seconds, attrgetter("kind"))][::-1], strict=True))
    found: dict[str, Drawn] = {}
    taken: frozenset[str] = frozenset()
    for kind, drawn in alone.items():
        # What other kinds ask hardly ever stands in the way; where it does, the kind is drawn again.
        found[kind] = drawn if taken.isdisjoint(drawn.judged) else draw(given, Wanted(kind, taken))
        taken |= frozenset(found[kind].questions)
    return found


def _golden(wanted: Explore, name: str, draft: Draft, walker: Walker, tools: tuple[str, ...]) -> GoldenTask:
    ids = [step_id(place) for place in range(len(draft.steps))]
    steps = []
    for own, step in zip(ids, draft.steps, strict=True):
        assert step.shown.fact is not None
        steps.append(
            GoldenStep(
                id=own,
                question=step.question,
                after=tuple(ids[place] for place in step.after),
                tool=walker.tools[step.move].name,
                arguments=walker.arguments(step.move, step.argument, step.limit),
                fact=step.shown.fact,
                answer=step.shown.value,
                span=wanted.node.span,
            )
        )
    return GoldenTask(
        id=name,
        kind=draft.kind,
        question=draft.question,
        steps=tuple(steps),
        answer=draft.answer,
        goal=None,
        family=draft.family,
        span=wanted.node.span,
        offered=tools,
    )


def _too_few(wanted: Explore, kind: str, made: int, refusals: Counter[str]) -> Diagnostic:
    why = tuple(f"{count} more were refused: {reason}" for reason, count in refusals.most_common(3))
    if not why:
        why = ("these are all that can be asked",) if made else ("nothing in it can be asked about so",)
    return error(
        "TW0680",
        wanted.node.span,
        f"{wanted.counts[kind]} `{kind}` tasks are asked for, and {made} can be made",
        notes=why,
        help=f"ask for at most {made} of them with `{kind}: {made}`, or give the world more rows, fields and links",
    )


__all__ = ["Explored", "explore"]
