"""Stage 1 for `explore`: from relations between rows to tasks that were run, with the tools that they need.

Before: entities with rows, and `explore 200 seed 7 { hops: 2..5 }`.
After: tools in the intermediate form, and 200 tasks of the wanted kinds, each drawn from all that could be asked, run
on the machine and held to the rules of `judge`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import error
from toolwright.dsl.program import KINDS, Explore
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.machine import Machine

from ..golden import GoldenStep, GoldenTask
from ..lowered import Lowered
from ..prove.blind import blind_calls
from .balance import easily_guessed
from .draw import Shuffled, below
from .formulas import step_id
from .judge import Judge, Unbalanced
from .moves import moves_of
from .offers import Offers
from .phrases import Speaker
from .plans import Draft, Draw, Planner
from .reach import Calls, Reach
from .schema import world_of
from .spaces import Bucket, Buckets
from .toolmaker import Toolmaker
from .walker import Refused, Walker
from .wording import Wording

TRIES = 25
"""Candidates of one bucket that are looked at before it is the next bucket's turn."""
PATIENCE = 600
"""Candidates of one bucket that are refused in a row before it counts as empty."""


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


def explore(program: Program, ready: Lowered) -> Explored:
    """The tasks that *program* asks for, beside the tools of *ready*."""
    if program.explore is None:
        return Explored(ready.module, frozenset(), (), (), ())
    world = world_of(program)
    wording = Wording(world)
    moves = moves_of(world, program.explore.seed)
    maker = Toolmaker(program, world, wording, ready.module)
    tools = {move: maker.tool(move) for move in moves.all}
    module = _with(ready.module, maker, tools.values())
    machine = Machine(module, ready.rows)
    walker = Walker(world, moves, tools, machine)
    planner = Planner(walker, Speaker(wording, world))
    buckets = Buckets(program.explore, moves, walker, planner)
    # Tools for derived steps stay with their tasks: they take other steps, and would cut walks short.
    shown = [tool.name for tool in ready.module.tools if tool.name not in ready.module.distractors]
    authored = [name for name in shown if name in program.tools]
    calls = Calls(machine, ready.rows)
    reach = Reach(walker, moves.all, calls, authored)
    judge = Judge(walker, reach, module.tools, [blind_calls(calls, name) for name in authored])
    drafts, diagnostics = list[Draft](), list[Diagnostic]()
    for kind in KINDS:
        count = program.explore.counts[kind]
        drawn = _Draws(kind, program.explore.seed, buckets.of(kind) if count else [], judge)
        made = list(drawn.take(count))
        drafts.extend(made)
        if len(made) < count:
            diagnostics.append(_too_few(program.explore, kind, len(made), drawn.refusals))
    used = {step.move for draft in drafts for step in draft.steps}
    kept = {move: tool for move, tool in tools.items() if move in used}
    tasks = tuple(_golden(program.explore, drafts, walker, Offers(program.explore.seed, reach, kept, authored)))
    if tasks and not diagnostics:
        diagnostics.extend(easily_guessed(tasks))
    final = _with(ready.module, maker, kept.values())
    names = frozenset(tool.name for tool in kept.values())
    return Explored(final, names, tasks, tuple(drafts), tuple(diagnostics))


def _with(module: ToolModule, maker: Toolmaker, tools: Iterable[Tool]) -> ToolModule:
    tools = tuple(tools)
    needed = {name for tool in tools for name in tool.fails}
    known = {e.name for e in module.errors}
    errors = [e for e in maker.errors if e.name in needed and e.name not in known]
    return module.model_copy(update={"tools": (*module.tools, *tools), "errors": (*module.errors, *errors)})


class _Draws:
    """The tasks of one kind in their order: the first so many are the same however many are asked for."""

    def __init__(self, kind: str, seed: int, buckets: Sequence[Bucket], judge: Judge) -> None:
        self._seed = seed
        self._kind = kind
        self._judge = judge
        order = sorted(buckets, key=lambda bucket: below(1 << 64, seed, kind, bucket.name))
        self._open = [_Open(bucket, Shuffled(bucket.size, seed, kind, bucket.name)) for bucket in order]
        self.refusals: Counter[str] = Counter()

    def take(self, count: int) -> Iterator[Draft]:
        """At most *count* tasks, the answers of each family balanced as long as there is a choice."""
        made = 0
        held: list[Draft] = []
        while self._open and made < count:
            for bucket in self._open:
                if made < count and (draft := self._next(bucket, held)) is not None:
                    self._judge.take(draft)
                    made += 1
                    yield draft
            self._open = [bucket for bucket in self._open if not bucket.empty]
        for draft in held:
            if made == count:
                break
            try:
                self._judge.judge(draft, balanced=False)
            except Refused as refused:
                self.refusals[str(refused)] += 1
                continue
            self._judge.take(draft)
            made += 1
            yield draft

    def _next(self, bucket: _Open, held: list[Draft]) -> Draft | None:
        for _ in range(TRIES):
            if bucket.empty:
                return None
            index = bucket.order.at(bucket.place)
            bucket.place += 1
            try:
                draft = bucket.bucket.make(index, bucket.draw(self._seed, self._kind, index))
                self._judge.judge(draft)
            except Unbalanced:
                held.append(draft)
                bucket.failures += 1
            except Refused as refused:
                self.refusals[str(refused)] += 1
                bucket.failures += 1
            else:
                bucket.failures = 0
                return draft
        return None


@dataclass
class _Open:
    """A bucket that is drawn from."""

    bucket: Bucket
    order: Shuffled
    place: int = 0
    failures: int = 0

    @property
    def empty(self) -> bool:
        return self.place >= self.bucket.size or self.failures >= PATIENCE

    def draw(self, seed: int, kind: str, index: int) -> Draw:
        return lambda purpose, bound: below(bound, seed, kind, self.bucket.name, index, purpose)


def _golden(wanted: Explore, drafts: Sequence[Draft], walker: Walker, offers: Offers) -> Iterator[GoldenTask]:
    numbers: Counter[str] = Counter()
    for draft in drafts:
        numbers[draft.kind] += 1
        task_id = f"explore_{draft.kind}/{numbers[draft.kind]}"
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
        yield GoldenTask(
            id=task_id,
            kind=draft.kind,
            question=draft.question,
            steps=tuple(steps),
            answer=draft.answer,
            goal=None,
            family=draft.family,
            span=wanted.node.span,
            offered=offers.to(task_id, draft),
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
        help=f"ask for at most {made} of them, or give the world more rows, fields and links",
    )


__all__ = ["Explored", "explore"]
