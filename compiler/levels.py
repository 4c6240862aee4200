"""A level from its operators to its files: stages 4 and 5 of one level, work that levels do beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, Final

from toolwright.dsl import Program
from toolwright.runtime.bundle import RewardSettings
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.python import PartLines, generated

from .amended import Refused
from .deploy import reward_settings, task_files, tool_files
from .keyed import Basis, Keyed, keyed
from .loadable import too_heavy
from .prove import Finding
from .scale import Known, ScaledLevel, scale
from .texts import tools_title
from .workshop import Workshop

SECONDS_A_TASK: Final = 0.002
"""About what a task costs at one level."""


@dataclass(frozen=True, slots=True)
class MadeLevel:
    """A level and what stands in the bundle for it."""

    level: ScaledLevel
    files: Mapping[str, str]
    """By path."""
    lines: tuple[PartLines, ...]
    """What the lines of its `tools.py` print."""
    heavy: tuple[Finding, ...]
    """Why the runtime would not load it."""
    reads: Keyed
    """What its proofs read."""
    known: Mapping[str, Any]
    """What trials of rewrites gave, and what else was found out about it (`scale.known`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What all levels of a scenario are made from."""

    scenario: str
    reward: RewardSettings
    policy: str | None
    base: ScaledLevel
    module: ToolModule
    """With all tools that levels may choose from."""
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    first: Sequence[Sequence[str]]
    """Distractors that are offered before all others: those to keep, then those that an author marked."""
    seed: int


def whole_of(
    program: Program, base: ScaledLevel, module: ToolModule, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Whole:
    """What the levels of *program* are made from: its level *base* and the whole *module*, over *rows*."""
    info, scaling = program.info, program.scale
    keep, seed = (scaling.keep, scaling.seed) if scaling else ((), 0)
    marked = tuple(name for name, tool in program.tools.items() if tool.distractor)
    return Whole(info.name, reward_settings(program), info.policy, base, module, rows, (keep, marked), seed)


@dataclass(frozen=True, slots=True)
class _Order:
    """What one level is made from besides; without *operators* the level is that of the whole."""

    name: str
    operators: Mapping[str, int] | None = None
    refused: Refused = frozenset()
    known: Mapping[str, Any] = field(default_factory=dict)
    before: ScaledLevel | None = None
    """The level with some of what is refused, where it was made already."""


def made_levels(
    program: Program,
    wanted: Sequence[str] | None,
    whole: Whole,
    workshop: Workshop,
    refused: Mapping[str, Refused],
    before: Mapping[str, ScaledLevel],
) -> list[MadeLevel]:
    """Level `base` and the scaled levels of *program* that are *wanted* (all where None), made from the *whole*.

    A level is made without the rewrites that *refused* has for it. Of levels that were made *before* only the tools
    with such rewrites are made again; `base` stays as it is.
    """
    scaling = program.scale
    orders = [] if before else [_Order("base", known=workshop.memo.get(_memo_key(whole, "base")) or {})]
    if scaling:
        orders += [
            _Order(
                level.name,
                dict(level.operators),
                refused.get(level.name, frozenset()),
                workshop.memo.get(_memo_key(whole, level.name)) or {},
                before.get(level.name),
            )
            for level in scaling.levels
            if wanted is None or level.name in wanted
        ]
    seconds = SECONDS_A_TASK * len(whole.base.tasks) * len(orders)
    # The last levels take longest, as a rule, so they are begun first.
    made = list(workshop.workers.map(_made, whole, orders[::-1], seconds, attrgetter("name")))[::-1]
    for order, level in zip(orders, made, strict=True):
        if level.known.keys() != order.known.keys():
            # As much of before is kept as is known now: a change may be taken back. A level that was made already has
            # asked for most of it.
            most = len(level.known if order.before is None else order.known)
            old = [key for key in order.known if key not in level.known][:most]
            kept = {**level.known, **{key: order.known[key] for key in old}}
            workshop.memo.put(_memo_key(whole, order.name), kept)
    return made


def _memo_key(whole: Whole, level: str) -> str:
    return f"scaling of {whole.scenario} to {level}"


def _made(whole: Whole, order: _Order) -> MadeLevel:
    level, known = whole.base, Known(order.known)
    if order.operators is not None:
        level = scale(
            order.name,
            order.operators,
            whole.module,
            level.tasks,
            whole.rows,
            whole.first,
            whole.seed,
            order.refused,
            known,
            order.before,
        )
    said = level.module.model_dump_json()
    heavy = too_heavy(level, said, whole.rows, known)
    tools = known.once(("files of tools", whole.scenario, level.name, said), partial(_printed, whole.scenario, level))
    lines = tuple(
        PartLines(Part(kind, name, tuple(path)), first, last) for (kind, name, path), first, last in tools["lines"]
    )
    files = {**tools["files"], **task_files(level)}
    return MadeLevel(level, files, lines, heavy, keyed(level, files, _basis(whole)), known.now)


@lru_cache(maxsize=1)
def _basis(whole: Whole) -> Basis:
    return Basis(whole.scenario, whole.reward, whole.policy, whole.base.tasks, whole.rows)


def _printed(scenario: str, level: ScaledLevel) -> dict[str, Any]:
    """What hangs on the tools of *level* alone, as JSON: their files, and what the lines of `tools.py` print."""
    tools = generated(level.module, tools_title(scenario, level.name))
    lines = [[[part.kind, part.name, part.path], first, last] for part, first, last in tools.lines]
    return {"files": tool_files(scenario, level.name, level.module, tools.text), "lines": lines}
