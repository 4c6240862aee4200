"""A checked program as something that runs: its intermediate form, its rows, and a machine over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import error
from toolwright.runtime.ir.cost.limit import endless
from toolwright.runtime.ir.limits import size_problem
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS

from .lower import lower_module
from .lower.types import plain

SHORTER: Final = "say how long lists and texts may be, as in `list[str](..50)`, or keep fewer rows"


@dataclass(frozen=True)
class Lowered:
    """A program that runs."""

    module: ToolModule
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    """Entity to its rows, as JSON."""
    machine: Machine


def lowered(program: Program) -> Lowered:
    """*program* with all its tools: those of libraries that it does not import by name may distract, too."""
    rows = {entity.name: [plain(row) for row in entity.rows] for entity in program.entities.values()}
    module = _module(program)
    if illegal := problems(module, BUILTINS):
        raise AssertionError(f"the compiler made an illegal module: {illegal[0]}")
    return Lowered(module, rows, Machine(module, rows))


def oversized(program: Program) -> tuple[Diagnostic, ...]:
    """A finding where the runtime would refuse *program* for the size of a call, if the checker did not see it."""
    module = _module(program)
    excess = None if size_problem(module) else endless(module)
    if excess is None:
        return ()
    at = program.tools[excess.tool] if excess.tool else program.fns[excess.function or ""]
    return (error("TW0416", at.node.name.span, f"no bundle may hold this: {excess.said}", help=SHORTER),)


def _module(program: Program) -> ToolModule:
    distractors = [tool.name for tool in program.tools.values() if tool.distractor or not tool.offered]
    return lower_module(program, list(program.tools), distractors)


def with_module(ready: Lowered, module: ToolModule) -> Lowered:
    """*ready* with other tools over the same rows."""
    if module is ready.module:
        return ready
    if illegal := problems(module, BUILTINS):
        raise AssertionError(f"the compiler made an illegal module: {illegal[0]}")
    return Lowered(module, ready.rows, Machine(module, ready.rows))
