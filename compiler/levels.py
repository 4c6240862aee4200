"""A level from its operators to its files: stages 4 and 5 of one level, work that levels do beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.dsl import Program
from toolwright.runtime.bundle import Task
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.python import PartLines, generated

from .amended import Refused
from .deploy import level_files
from .scale import ScaledLevel, scale
from .texts import tools_title
from .workshop import Workers

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


@dataclass(frozen=True, slots=True)
class _Order:
    """All that a scaled level is made from; without *operators* the level is *base*."""

    scenario: str
    name: str
    operators: Mapping[str, int] | None
    base: ScaledLevel
    module: ToolModule
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    keep: Sequence[str]
    seed: int
    refused: Refused = frozenset()


def made_levels(
    program: Program,
    wanted: Sequence[str] | None,
    base: ScaledLevel,
    module: ToolModule,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    workers: Workers,
    refused: Mapping[str, Refused],
) -> list[MadeLevel]:
    """*base* and the scaled levels of *program* that are *wanted* (all where None), made from the whole *module*.

    A level is made without the rewrites that *refused* has for it; where it has any, *base* is not made again.
    """
    name, scaling = program.info.name, program.scale
    orders = [] if refused else [_Order(name, "base", None, base, module, {}, (), 0)]
    for level in scaling.levels if scaling else ():
        if scaling and (wanted is None or level.name in wanted):
            operators = dict(level.operators)
            without = refused.get(level.name, frozenset())
            orders.append(_Order(name, level.name, operators, base, module, rows, scaling.keep, scaling.seed, without))
    return list(workers.map(_made, orders, SECONDS_A_TASK * len(base.tasks) * len(orders)))


def _made(order: _Order) -> MadeLevel:
    tasks: Sequence[Task] = order.base.tasks
    if order.operators is None:
        level = order.base
    else:
        level = scale(
            order.name, order.operators, order.module, tasks, order.rows, order.keep, order.seed, order.refused
        )
    tools = generated(level.module, tools_title(order.scenario, level.name))
    return MadeLevel(level, level_files(order.scenario, level, tools.text), tools.lines)
