"""What every stage of training runs with: its place, its seed, and Hugging Face's options that follow from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..config.models import CheckpointSection, LoraSection, ModelSection, Stage, VllmSection
from ..logs import StepLog


class Unfit(Exception):
    """Settings that cannot be run here, with words for the user."""


@dataclass(frozen=True, slots=True)
class StageRun:
    """One stage of one run."""

    folder: Path
    """Where its checkpoints are kept."""
    seed: int
    log: Callable[[StepLog], None] = lambda _: None
    """Called with every line of figures, in the main process alone."""
    model: ModelSection = field(default_factory=lambda: ModelSection(path="tiny", device="cpu"))
    lora: LoraSection | None = None
    vllm: VllmSection | None = None
    checkpoint: CheckpointSection = field(default_factory=lambda: CheckpointSection(every=0))
    resume_from: Path | None = None
    """The checkpoint to go on from."""
    log_every: int = 1
    trackers: tuple[str, ...] = ()

    @property
    def cpu(self) -> bool:
        """Whether it runs on processors alone."""
        return on_processors(self.model)


def on_processors(model: ModelSection) -> bool:
    """Whether *model* runs on processors alone, by its settings or for want of a GPU."""
    import torch

    return model.device == "cpu" or not torch.cuda.is_available()


def processes() -> int:
    """How many processes train together, by what `accelerate launch` and `torchrun` say."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def rank() -> int:
    """Which of them this process is, from 0."""
    return int(os.environ.get("RANK", "0"))


def is_main() -> bool:
    """Whether this process is the one that writes files."""
    return rank() == 0


@contextmanager
def main_first() -> Iterator[None]:
    """The main process goes through the body before the others."""
    if processes() == 1:
        yield
        return
    from accelerate import PartialState

    with PartialState().main_process_first():
        yield


def wait() -> None:
    """Go on when all processes are here."""
    if processes() > 1:
        from accelerate import PartialState

        PartialState().wait_for_everyone()


def arguments(stage: Stage, run: StageRun, batch: int) -> dict[str, Any]:
    """Options of `transformers.TrainingArguments` for *batch* rows an optimizer step over all devices.

    Every step is logged to callbacks and nothing to services that were not asked for. Raises Unfit where the batch
    cannot be spread over the devices.
    """
    here, rest = divmod(batch, processes())
    if rest:
        raise Unfit(f"a batch of {batch} cannot be spread over {processes()} processes: make it a multiple of them")
    micro = min(stage.micro_batch or here, here)
    if here % micro:
        raise Unfit(f"the {here} rows of one process cannot be cut into parts of {micro}: change `micro_batch`")
    options: dict[str, Any] = {
        "output_dir": str(run.folder),
        "max_steps": stage.steps,
        "per_device_train_batch_size": micro,
        "gradient_accumulation_steps": here // micro,
        "learning_rate": stage.learning_rate,
        "lr_scheduler_type": "constant_with_warmup",
        "warmup_steps": stage.warmup_steps,
        "weight_decay": stage.weight_decay,
        "max_grad_norm": stage.max_grad_norm,
        "seed": run.seed,
        "logging_steps": run.log_every,
        "save_strategy": "steps" if run.checkpoint.every else "no",
        "save_steps": run.checkpoint.every or 500,
        "save_total_limit": run.checkpoint.keep,
        "report_to": list(run.trackers) or "none",
        "disable_tqdm": True,
        "gradient_checkpointing": run.model.gradient_checkpointing,
    }
    if run.cpu:
        options |= {"use_cpu": True, "bf16": False, "dataloader_pin_memory": False}
    return options


def has_small_head(run: StageRun) -> bool:
    """Whether the output layer runs on the model's own tokens alone: on processors, where it is most of a step's
    work.
    """
    return run.cpu and run.lora is None and processes() == 1
