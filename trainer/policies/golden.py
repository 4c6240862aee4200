"""The policy that follows the task's own plan: the upper bound, and what SFT learns from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from toolwright.runtime import Step, Task
from toolwright.runtime.answers import answer_text

from .base import Situation, tool_call


class GoldenPolicy:
    """Calls all steps that can be solved, wave after wave, then answers."""

    name = "golden"

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [_message(situation) for situation in batch]


def waves(task: Task) -> list[list[Step]]:
    """The steps of *task* in groups, each of which needs only the groups before it."""
    groups: list[list[Step]] = []
    done: set[str] = set()
    left = list(task.steps)
    while left:
        ready = [step for step in left if done.issuperset(step.after)]
        if not ready:  # a bundle's plan has no cycle; a made-up one may
            ready = left
        groups.append(ready)
        done.update(step.id for step in ready)
        left = [step for step in left if step.id not in done]
    return groups


def _message(situation: Situation) -> dict[str, Any]:
    plan, turn = waves(situation.task), situation.turn
    if turn >= len(plan):
        return {"role": "assistant", "content": f"Answer: {answer_text(situation.task.answer)}"}
    calls = [
        tool_call(f"call_{turn}_{i}", step.tool, json.dumps(step.arguments, ensure_ascii=False))
        for i, step in enumerate(plan[turn])
    ]
    return {"role": "assistant", "content": "", "tool_calls": calls}
