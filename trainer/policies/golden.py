"""The policy that follows the task's own plan: the upper bound, and what SFT learns from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.answers import answer_text
from toolwright.runtime.golden import golden_turn, waves

from .base import Situation


class GoldenPolicy:
    """Calls all steps that can be solved, wave after wave, then answers."""

    name = "golden"

    def __init__(self) -> None:
        """Plans are worked out when their tasks are first played."""
        self._plays: dict[int, tuple[Task, list[dict[str, Any]]]] = {}
        """By the identity of the task, which stays that task's alone as it is kept here."""

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [self._message(situation) for situation in batch]

    def _message(self, situation: Situation) -> dict[str, Any]:
        task = situation.task
        known = self._plays.get(id(task))
        if known is None:
            known = self._plays[id(task)] = (task, _play(task))
        messages = known[1]
        return messages[min(situation.turn, len(messages) - 1)].copy()


def _play(task: Task) -> list[dict[str, Any]]:
    """The messages of the whole plan."""
    answer = {"role": "assistant", "content": f"Answer: {answer_text(task.answer)}"}
    return [*map(golden_turn, waves(task.steps)), answer]
