"""The policy that follows the task's own plan: the upper bound, and what SFT learns from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolwright.runtime.answers import answer_text
from toolwright.runtime.golden import golden_turn, waves

from .base import Situation


class GoldenPolicy:
    """Calls all steps that can be solved, wave after wave, then answers."""

    name = "golden"

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [_message(situation) for situation in batch]


def _message(situation: Situation) -> dict[str, Any]:
    plan, turn = waves(situation.task.steps), situation.turn
    if turn >= len(plan):
        return {"role": "assistant", "content": f"Answer: {answer_text(situation.task.answer)}"}
    return golden_turn(plan[turn])
