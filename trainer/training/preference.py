"""Learning from preferences between turns at one prefix, through TRL: DPO and KTO."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasets import Dataset
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer

from ..config.models import DpoSection, KtoSection
from .callbacks import train
from .lora import adapters
from .schedule import Scheduled, schedule
from .stage import StageRun, Unfit, arguments
from .templates import rendered_with, told

_DPO, _KTO = ("prompt", "chosen", "rejected", "tools"), ("prompt", "completion", "label", "tools")


def train_dpo(model: Any, tokenizer: Any, rows: Sequence[dict[str, Any]], stage: DpoSection, run: StageRun) -> Any:
    """Train *model* to prefer the `chosen` turn of each row to the `rejected` one. Returns the trainer.

    Raises Unfit where there are no rows, or the settings cannot be run here.
    """
    options = arguments(stage, run, stage.batch_size)
    options |= {"beta": stage.beta, "max_length": stage.max_length, **losses(stage)}
    trainer = _DpoTrainer(
        model=model,
        args=DPOConfig(**(options | stage.trl)),
        train_dataset=rendered_with(_dataset(rows, _DPO), told(tokenizer, run.model)),
        processing_class=tokenizer,
        peft_config=adapters(run),
    )
    train(trainer, run)
    return trainer


def losses(stage: DpoSection) -> dict[str, list[Any]]:
    """TRL's options for the loss: DPO's sigmoid plus `sft_weight` times the negative log likelihood of the chosen turn.

    None where *stage* has one of them among TRL's own: with half of ours it would be another loss, or none at all.
    """
    weights = {"sigmoid": 1.0, "sft": stage.sft_weight} if stage.sft_weight else {"sigmoid": 1.0}
    ours: dict[str, list[Any]] = {"loss_type": list(weights), "loss_weights": list(weights.values())}
    return {} if ours.keys() & stage.trl.keys() else ours


def train_kto(model: Any, tokenizer: Any, rows: Sequence[dict[str, Any]], stage: KtoSection, run: StageRun) -> Any:
    """Train *model* towards the turns whose `label` is true and away from the others. Returns the trainer.

    Raises Unfit where there are no rows, or the settings cannot be run here.
    """
    options = arguments(stage, run, stage.batch_size)
    if options["per_device_train_batch_size"] < 2:
        raise Unfit("KTO compares the rows that one device works on at once, and that is 1 here: raise `batch_size`")
    options |= {"beta": stage.beta, "max_length": stage.max_length, "train_sampling_strategy": "sequential"}
    dataset = rendered_with(_dataset(rows, _KTO), told(tokenizer, run.model))
    # Rows of one part are compared with each other's turns, so their order is the dataset's own.
    order = schedule(len(dataset), stage.batch_size * stage.steps, run.seed)
    trainer = KTOTrainer(
        model=model,
        args=KTOConfig(**(options | stage.trl)),
        train_dataset=dataset.select(order),
        processing_class=tokenizer,
        peft_config=adapters(run),
    )
    train(trainer, run)
    return trainer


class _DpoTrainer(Scheduled, DPOTrainer):
    """DPOTrainer with our order of rows."""


def _dataset(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Dataset:
    if not rows:
        raise Unfit("there is nothing to prefer: at no prefix did the sampled turns earn more and less; lower `gap`")
    kept = [{name: row[name] for name in columns} for row in rows]
    return Dataset.from_list(kept, on_mixed_types="use_json")
