"""A checked program as something that runs: its intermediate form, its rows, and a machine over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl import Program
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS

from .lower import lower_module
from .lower.types import plain


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
    distractors = [tool.name for tool in program.tools.values() if tool.distractor or not tool.offered]
    module = lower_module(program, list(program.tools), distractors)
    if illegal := problems(module, BUILTINS):
        raise AssertionError(f"the compiler made an illegal module: {illegal[0]}")
    return Lowered(module, rows, Machine(module, rows))


def with_module(ready: Lowered, module: ToolModule) -> Lowered:
    """*ready* with other tools over the same rows."""
    if module is ready.module:
        return ready
    if illegal := problems(module, BUILTINS):
        raise AssertionError(f"the compiler made an illegal module: {illegal[0]}")
    return Lowered(module, ready.rows, Machine(module, ready.rows))
