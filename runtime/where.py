"""Where calls fail: the statements of the intermediate form, found by making a call again.

A call that fails changes nothing and means the same each time, so nothing is noted while tools run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from .errors import CallError
from .externs import ExternError, Externs
from .ir.parts import Part, own_part
from .jsontext import parse_arguments
from .machine import BROKEN_RULES, Machine
from .python import GeneratedModule
from .python.prelude import ConstraintError, ToolError, World


class Where:
    """Tells in which parts of a machine's module calls fail."""

    def __init__(self, machine: Machine) -> None:
        """Nothing is made before the first question."""
        self._machine = machine

    def fails(self, world: World, name: str, arguments: str) -> tuple[Part, ...]:
        """The parts in which this call fails on *world*, the innermost first, then who called it.

        They begin with a check of an entity where the call breaks one. Empty where the call is refused before the tool
        runs, or does not fail in its body.
        """
        tool = self._machine.tools.get(name)
        parsed = parse_arguments(arguments)
        if tool is None or isinstance(parsed, CallError):
            return ()
        values = self._machine.validate(name, parsed)
        if isinstance(values, CallError):
            return ()
        before = world.begin()
        try:
            self._generated.tools[name](world, **self._generated.keywords(name, values))
            broken = self._broken_check(world) if world.journal else None
        except (ToolError, ConstraintError, ExternError, *BROKEN_RULES) as problem:
            return self._generated.raised_in(problem)
        finally:
            world.rollback(before)
        return () if broken is None else (broken, own_part(tool))

    @cached_property
    def _generated(self) -> GeneratedModule:
        module = self._machine.module
        return GeneratedModule(module, _unchanged, Externs(module.externs).for_worlds())

    def _broken_check(self, world: World) -> Part | None:
        for entity in self._machine.module.entities:
            for number, check in enumerate(entity.checks):
                holds = self._machine.condition(check, "row")
                if not all(holds(world, row) for row in getattr(world, entity.name)):
                    return Part("entity", entity.name, (number,))
        return None


def _unchanged(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    return function
