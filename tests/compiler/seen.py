"""A bundle as promises see it: its levels, some of its tasks, and calls of all its tools."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolwright.runtime import Bundle, Environment, Task

from . import drawn

FEW = 4
"""Calls drawn for each tool."""


@dataclass(frozen=True)
class Seen:
    """A bundle and the chance that a check may use."""

    bundle: Bundle
    seed: int = 0

    @property
    def chance(self) -> random.Random:
        """A fresh one each time, so that no check hangs on those before it."""
        return random.Random(self.seed)

    def environments(self) -> Iterator[Environment]:
        """All levels, ready to run."""
        for level in self.bundle.level_names:
            yield self.bundle.environment(level)

    def tasks(self, count: int = 12) -> Iterator[tuple[Environment, Task]]:
        """Some tasks of every level."""
        for environment in self.environments():
            tasks = list(environment.tasks.values())
            yield from ((environment, task) for task in self.chance.sample(tasks, min(count, len(tasks))))

    def calls(self, environment: Environment) -> Iterator[tuple[str, dict[str, Any]]]:
        """Valid calls of every tool of a level: golden ones, and drawn ones."""
        texts, chance = drawn.texts_of(self.bundle), self.chance
        for task in list(environment.tasks.values())[:: max(1, len(environment.tasks) // 8)]:
            yield from ((step.tool, step.arguments) for step in task.steps)
        for tool in environment.machine.tools.values():
            for _ in range(FEW):
                arguments = drawn.call(tool, texts, chance)
                if isinstance(environment.machine.validate(tool.name, arguments), dict):
                    yield tool.name, arguments
