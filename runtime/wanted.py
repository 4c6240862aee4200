"""What the steps of a task ask for, arranged so that a call that shows none of it is told at a glance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .bundle import Task
from .facts import CellFact, EffectFact, Facts, ValueFact
from .world import Written, write_texts


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
        self.apart: Callable[[Facts], bool] = self.facts.isdisjoint
        """Whether facts that a call showed solve no step."""
        self.effects = tuple(effects)
        """Writes that solve a step, with the step."""
        self._targets = frozenset(_target(text) for _, texts in effects for text in texts)
        self.written = frozenset(key for _, _, key in self._targets)
        """Keys of rows whose writes may solve a step."""
        self.computed = frozenset(fact.tool for fact in steps if isinstance(fact, ValueFact))
        """Base tools that computed values are asked of."""
        self._steps = steps
        self._found: dict[tuple[int, ...], tuple[int, ...]] = {}
        """What `shown` told; episodes keep it, so all keep the same one."""

    def touched(self, writes: Sequence[Written]) -> bool:
        """Whether *writes* may solve a step: one is of such a row."""
        return any(write[:3] in self._targets for write in writes)

    def shown(self, facts: Iterable[Facts], writes: Sequence[Written]) -> tuple[int, ...]:
        """The steps, in their order, that a call with these facts and writes solves by itself."""
        found = []
        if self.effects and writes:
            texts = write_texts(writes)
            found = [i for i, wanted in self.effects if wanted <= texts]
        for some in facts:
            if not self.apart(some):
                found += [i for fact in some & self.facts for i in self._steps[fact]]
        told = tuple(sorted(set(found)))
        return self._found.setdefault(told, told)


def _target(text: str) -> tuple[str, str, Any]:
    """Operation, entity and key of a write in canonical form."""
    operation, entity, key, _ = json.loads(text)
    return operation, entity, tuple(key) if isinstance(key, list) else key
