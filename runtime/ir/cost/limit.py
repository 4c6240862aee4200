"""Whether any call of a module's tools can take too long or give too much, also after others have written.

An episode's calls make tables longer and cells larger; so many rounds are played over sizes in which every tool that
writes is called once, and every tool must stay within its limits in the world that they leave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from .. import expressions as ir
from ..tools import Tool, ToolModule
from .estimate import Estimate
from .operators import Work
from .sizes import NOTHING, Size, UnboundedError, Usual, column, joined_all, many, size_of
from .state import Tables, joined_env

MAX_STEPS: Final = 50_000_000
"""Most steps of one call: five times what the language allows to a tool, for what scaling and episodes add."""
MAX_CHARACTERS: Final = 20_000_000_000
"""Most characters and numbers that one call writes, compares or shows: some seconds' worth."""
ROUNDS: Final = 32
"""Calls of every writing tool that an episode is taken to make."""

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Excess:
    """A tool whose calls may take too long; none where it is a function, or episodes, whichever tools they call."""

    tool: str | None
    said: str
    function: str | None = None
    """The function that does, if it is one."""


def too_much_work(module: ToolModule, rows: Rows) -> tuple[list[Excess], Tables]:
    """What takes too long in *module* over *rows*, empty where nothing does; and the tables as episodes leave them."""
    return _after_episodes(module, tables_of(rows))


def tool_excess(module: ToolModule, tool: Tool, tables: Tables) -> str | None:
    """What takes too long in *tool* if it is called, and no other, in a world of *tables*; None if nothing does.

    It need not be one of *module*, whose entities and functions it uses.
    """
    if said := _told(partial(_work, module, tool, _least_tables(module))):
        return said
    found, _ = _after_episodes(module.model_copy(update={"tools": (tool,)}), tables.copy())
    return found[0].said if found else None


def endless(module: ToolModule) -> Excess | None:
    """What grows without end even in a world of one row each, so that nothing can be told of its type; else None."""
    tables = _least_tables(module)
    least = Usual(items=1, characters=1, digits=1, longest=1)  # who calls a function says how large its arguments are
    for function in module.functions:
        env = {param.name: size_of(param.value, least) for param in function.params}
        said = _told(partial(_expression_work, module, function.value, tables, env))
        if said is not None:
            return Excess(None, f"function {function.name}: {said}", function.name)
    for tool in module.tools:
        said = _told(partial(_work, module, tool, tables))
        if said is not None:
            return Excess(tool.name, f"tool {tool.name}: {said}")
    return None


def expression_excess(module: ToolModule, expression: ir.Expr, tables: Tables, steps: Mapping[str, str]) -> str | None:
    """What takes too long in a goal or an answer over a world of *tables*.

    *steps* names the tool of each step: `who` stands for its result, and the steps `who.1`, `who.2` for a list of them.
    """
    types = {tool.name: tool.result for tool in module.tools}
    single: dict[str, Size] = {}
    listed: dict[str, list[Size]] = {}
    for step, tool in steps.items():
        name, numbered, _ = step.partition(".")
        size = size_of(types[tool], Usual()) if tool in types else NOTHING
        if numbered:
            listed.setdefault(name, []).append(size)
        else:
            single[name] = size
    return _told(partial(_work_after_steps, module, expression, tables, single, listed))


def _work_after_steps(
    module: ToolModule,
    expression: ir.Expr,
    tables: Tables,
    single: Mapping[str, Size],
    listed: Mapping[str, Sequence[Size]],
) -> Work:
    lists = {
        name: many(float(len(sizes)), joined_all(sizes), weight=1 + sum(size.weight for size in sizes))
        for name, sizes in listed.items()
    }
    return _expression_work(module, expression, tables, joined_env(dict(single), lists))


def tables_of(rows: Rows) -> Tables:
    """How many rows there are, and how large their cells."""
    counts = {entity: float(len(held)) for entity, held in rows.items()}
    cells = {
        entity: {name: column([row.get(name) for row in held]) for name in held[0]} if held else {}
        for entity, held in rows.items()
    }
    return Tables(counts, cells)


def _after_episodes(module: ToolModule, tables: Tables) -> tuple[list[Excess], Tables]:
    """What takes too long once episodes have made *tables* larger, and the tables then; they may be changed."""
    estimate = Estimate(module, tables, Usual())
    try:
        estimate.episode(ROUNDS)
    except UnboundedError as problem:
        return [Excess(None, f"in {ROUNDS} calls of what writes, {problem}")], estimate.tables
    told = [(tool.name, _told(partial(_work, module, tool, estimate.tables))) for tool in module.tools]
    return [Excess(name, said) for name, said in told if said is not None], estimate.tables


def _least_tables(module: ToolModule) -> Tables:
    return Tables({entity.name: 1.0 for entity in module.entities}, {})


def _work(module: ToolModule, tool: Tool, tables: Tables) -> Work:
    return Estimate(module, tables.copy(), Usual()).call(tool)[0]


def _expression_work(module: ToolModule, expression: ir.Expr, tables: Tables, env: Mapping[str, Size]) -> Work:
    return Estimate(module, tables.copy(), Usual()).expression(expression, env)[0]


def _told(work: Callable[[], Work]) -> str | None:
    try:
        found = work()
    except UnboundedError as problem:
        return str(problem)
    if found.steps > MAX_STEPS:
        return f"one call may take {_number(found.steps)} steps, and {_number(MAX_STEPS)} are the most"
    if found.characters > MAX_CHARACTERS:
        return (
            f"one call may go over {_number(found.characters)} characters, and {_number(MAX_CHARACTERS)} are the most"
        )
    return None


def _number(number: float) -> str:
    return f"{round(number):,}" if number < 10**15 else "more than 10**15"
