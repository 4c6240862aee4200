"""What the steps of a task ask for, arranged so that a call that shows none of it is told at a glance."""

from __future__ import annotations

from collections.abc import Iterable

from .bundle import Task
from .facts import CellFact, EffectFact, Facts, ValueFact


class Wanted:
    """The facts of one task's steps."""

    def __init__(self, task: Task) -> None:
        """Index the golden facts."""
        steps: dict[CellFact | ValueFact, list[int]] = {}
        effects: list[tuple[int, frozenset[str]]] = []
        for i, step in enumerate(task.steps):
            fact = step.golden_fact
            if isinstance(fact, EffectFact):
                effects.append((i, fact.writes))
            else:
                steps.setdefault(fact, []).append(i)
        self.facts: Facts = frozenset(steps)
        """Cells and computed values that solve a step."""
        self.effects = tuple(effects)
        """Writes that solve a step, with the step."""
        self.computed = frozenset(fact.tool for fact in steps if isinstance(fact, ValueFact))
        """Base tools that computed values are asked of."""
        self._steps = steps

    def shown(self, facts: Iterable[Facts], writes: frozenset[str]) -> list[int]:
        """The steps, in their order, that a call with these facts and writes solves by itself."""
        found = [i for i, wanted in self.effects if wanted <= writes]
        for some in facts:
            if not self.facts.isdisjoint(some):
                found += [i for fact in some & self.facts for i in self._steps[fact]]
        return sorted(set(found))
