"""From the trainers' callbacks to plain logs and to checkpoints that say that they are whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from transformers import PrinterCallback, TrainerCallback

from ..logs import StepLog
from .stage import StageRun, wait

_WHOLE: Final = "whole.json"
"""A file of ours in each checkpoint, written when all else of it is on disk."""
_COUNTED: Final = frozenset({"level"})
"""Figures that are whole numbers."""


class LogCallback(TrainerCallback):
    """Hands every logged dictionary of numbers on, in the main process."""

    def __init__(self, log: Callable[[StepLog], None]) -> None:
        """Hand logs to *log*."""
        self._log = log

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        """Take what the trainer logged."""
        numbers = {name: value for name, value in (logs or {}).items() if isinstance(value, int | float)}
        values = {name: value if name in _COUNTED else float(value) for name, value in numbers.items()}
        if state.is_world_process_zero:
            self._log(StepLog(state.global_step, state.max_steps, values))


class WholeCallback(TrainerCallback):
    """Marks a checkpoint when it is whole, with what else a stage wants to find there again."""

    def __init__(self, remember: Callable[[], Mapping[str, Any]]) -> None:
        """Keep what *remember* gives, plain data, in every checkpoint."""
        self._remember = remember

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Called in each process when the trainer has written that process's files."""
        # A checkpoint is whole when every process has written where its random numbers stand.
        wait()
        if state.is_world_process_zero:
            folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            partial = folder / f".{_WHOLE}.part"
            partial.write_text(json.dumps(dict(self._remember()), sort_keys=True) + "\n", "utf-8")
            partial.replace(folder / _WHOLE)


def newest_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint in *folder* that was written to its end; None where there is none."""
    whole = [each.parent for each in folder.glob(f"checkpoint-*/{_WHOLE}")]
    return max(whole, key=checkpoint_step, default=None)


def checkpoint_step(checkpoint: Path) -> int:
    """The optimizer step after which *checkpoint* was written."""
    return int(checkpoint.name.removeprefix("checkpoint-"))


def remembered(checkpoint: Path) -> dict[str, Any]:
    """What a stage kept beside *checkpoint*."""
    kept: dict[str, Any] = json.loads((checkpoint / _WHOLE).read_text("utf-8"))
    return kept


def train(trainer: Any, run: StageRun, remember: Callable[[], Mapping[str, Any]] = dict) -> None:
    """Run *trainer* to its end with our callbacks in place of its own talk."""
    trainer.remove_callback(PrinterCallback)
    # TRL would leave a card beside each checkpoint that knows neither the model nor the data.
    trainer.create_model_card = lambda *_, **__: None
    trainer.add_callback(LogCallback(run.log))
    trainer.add_callback(WholeCallback(remember))
    trainer.train(resume_from_checkpoint=str(run.resume_from) if run.resume_from else None)
