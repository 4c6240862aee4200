"""From the trainers' callbacks to plain logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transformers import TrainerCallback

from .logs import StepLog


class LogCallback(TrainerCallback):
    """Hands every logged dictionary of numbers on."""

    def __init__(self, log: Callable[[StepLog], None]) -> None:
        """Hand logs to *log*."""
        self._log = log

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        """Take what the trainer logged."""
        values = {name: float(value) for name, value in (logs or {}).items() if isinstance(value, int | float)}
        self._log(StepLog(state.global_step, state.max_steps, values))
