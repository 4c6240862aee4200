"""Golden plans as turns: what the proofs play and what demonstrations are made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .bundle import Step


def waves(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps in turns: each turn holds all that need nothing but what came before it, or what is not among *steps*.

    Raises ValueError where steps wait for each other.
    """
    turns: list[list[Step]] = []
    left = list(steps)
    while left:
        waiting = {step.id for step in left}
        turn = [step for step in left if not waiting.intersection(step.after)]
        if not turn:
            raise ValueError("the steps of a plan wait for each other")
        turns.append(turn)
        left = [step for step in left if waiting.intersection(step.after)]
    return turns


def golden_turn(steps: Sequence[Step]) -> dict[str, Any]:
    """One assistant message that makes the golden calls of *steps*."""
    calls = [
        {
            "id": f"call_{step.id}",
            "type": "function",
            "function": {"name": step.tool, "arguments": json.dumps(step.arguments, ensure_ascii=False)},
        }
        for step in steps
    ]
    return {"role": "assistant", "content": "", "tool_calls": calls}
