"""Tools that may take too long, told before anybody calls them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from ..checking.scope import World
from ..checking.types import List, Map
from ..diagnostics import Label
from ..source import Span
from ..syntax import nodes
from .estimate import most_steps, most_steps_to_derive
from .expressions import Declared
from .sizes import USUAL, Sizes
from .steps import Bound, Loop, Steps

MAX_STEPS: Final = 10_000_000
"""Most steps that one call may need. In generated Python a step of a plain loop takes 0.05 to 0.3 microseconds
(`python -m benchmarks.steps`), so this is a second or so: as long as anybody wants to wait for a tool."""
_SHOWN: Final = 3


def check_cost(world: World, tasks: Sequence[nodes.TaskDecl]) -> None:
    """Report the tools whose calls may need more than `MAX_STEPS`, or hold too large a value.

    Tools that are derived for steps of *tasks* are among them. *world* is without errors.
    """
    declared = Declared(world.types, world.symbols, world.entities, world.consts, world.fns)
    rows = {name: max(1, len(entity.rows)) for name, entity in world.entities.items()}
    sizes = Sizes(rows, _items(world), _characters(world))
    told: set[Span] = set()
    for tool in world.tools.values():
        _hold(world, f"`{tool.name}`", tool.node.name.span, most_steps(tool, declared, sizes), told)
    for task in tasks:
        lets = {item.name.text: item.value for item in task.items if isinstance(item, nodes.Let)}
        values = {name: value for name, value in lets.items() if not isinstance(value, nodes.Insert)}
        for step in task.items:
            if isinstance(step, nodes.Step) and isinstance(step.call, nodes.Derive):
                found = most_steps_to_derive(step.call.value, values, declared, sizes)
                _hold(world, f"the tool for `{step.name.text}`", step.name.span, found, told)


def _hold(world: World, called: str, span: Span, found: Bound, told: set[Span]) -> None:
    """Report what is *called* so, and declared at *span*, where it takes too many steps or holds too large a value.

    A value in a function that others were *told* to make too large, too, is the same mistake.
    """
    if found.steps.total > MAX_STEPS:
        _report(world, called, span, found.steps)
    elif found.large is not None and found.large.span not in told:
        told.add(found.large.span)
        world.findings.error(
            "TW0417",
            found.large.span,
            f"one call of {called} may hold {found.large.said}",
            help="say how long lists and texts can be, `list[str](..50)` or `str(..200)`, or hold fewer at once",
        )


def _items(world: World) -> float:
    """Items of a list whose type sets no limit: the usual number, or as many as one has that stands in the program."""
    longest = USUAL.items
    for tool in world.tools.values():
        longest = max([longest, *(len(p.default) for p in tool.params if isinstance(p.default, tuple | Mapping))])
    for entity in world.entities.values():
        names = [f.name for f in entity.fields if isinstance(f.type, List | Map)]
        for row in entity.rows if names else ():
            longest = max([longest, *(len(v) for n in names if isinstance(v := row[n], tuple | Mapping))])
    return longest


def _characters(world: World) -> float:
    """Characters of a text whose type sets no limit: the usual number, or as many as a default has."""
    defaults = (param.default for tool in world.tools.values() for param in tool.params)
    return max([USUAL.characters, *(len(value) for value in defaults if isinstance(value, str))])


def _report(world: World, tool: str, span: Span, found: Steps) -> None:
    findings = world.findings
    if not found.loops:
        findings.error(
            "TW0416",
            span,
            f"there is no limit to the work of one call of {tool}",
            help="a loop over a table should not add rows to it while another one runs over it",
        )
        return
    inner = max(found.loops, key=lambda loop: loop.times)
    labels = tuple(Label(loop.span, _times(loop)) for loop in found.loops if loop is not inner)
    findings.error(
        "TW0416",
        inner.span,
        f"one call of {tool} may take {_number(found.total)} steps, and {_number(MAX_STEPS)} are the most",
        labels=labels[:_SHOWN],
        notes=(" x ".join(_times(loop) for loop in found.loops),),
        help=_help(found.loops),
    )


def _help(loops: tuple[Loop, ...]) -> str:
    if any(loop.entity is None and loop.times >= USUAL.items for loop in loops):
        return "say how long the list can be: `list[str](..50)`"
    if len(loops) > 1:
        return "look rows up by their key, as in `Order[id]`, or follow a link, instead of running over both tables"
    return "keep fewer rows, or split the table"


def _times(loop: Loop) -> str:
    if loop.entity is not None:
        return f"`{loop.entity}` has {_number(loop.times)} rows"
    return f"up to {_number(loop.times)} items"


def _number(number: float) -> str:
    if number > 10**15 or not math.isfinite(number):
        return "more than 10**15" if math.isfinite(number) else "endlessly many"
    return f"{round(number):,}"
