"""What a training run logs, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepLog:
    """What a trainer logged at one step."""

    step: int
    total: int
    values: dict[str, float]
