"""The policy that plays the golden plan with a bad habit: demonstrations as people and models really write them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from .base import Situation
from .golden import GoldenPolicy


class NoisyPolicy:
    """Plays the golden plan; in a share of the tasks it makes every call twice.

    Whether it does depends on the seed and the task alone. The answer is right all the same, so that what a reward by
    receipts has to teach is how to ask, not what to say.
    """

    def __init__(self, share: float = 0.5) -> None:
        """Have the habit in this *share* of the tasks, 0 to 1."""
        self.name = "noisy"
        self._share = share
        self._golden = GoldenPolicy()

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [
            self._message(situation, message) for situation, message in zip(batch, self._golden.act(batch), strict=True)
        ]

    def _message(self, situation: Situation, message: dict[str, Any]) -> dict[str, Any]:
        calls = message.get("tool_calls")
        rng = random.Random(f"{situation.seed}/{situation.task.id}")
        if not calls or rng.random() >= self._share:
            return message
        again = [{**call, "id": f"{call['id']}_again"} for call in calls]
        return {**message, "tool_calls": [*calls, *again]}
