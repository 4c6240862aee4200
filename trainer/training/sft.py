"""Supervised fine-tuning on demonstrations, through TRL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import torch
from datasets import Dataset
from trl import SFTConfig, SFTTrainer

from ..config.models import SftSection
from .callbacks import train
from .lora import adapters
from .schedule import Scheduled
from .stage import StageRun, arguments, has_small_head
from .templates import rendered_with, told


def demonstration_rows(trajectories: Sequence[dict[str, Any]], tools: Sequence[list[dict[str, Any]]]) -> Dataset:
    """Trajectories as SFT rows: `messages` with arguments as objects, and the `tools` that were offered."""
    rows = [
        {"messages": [_with_objects(message) for message in trajectory["messages"]], "tools": offered}
        for trajectory, offered in zip(trajectories, tools, strict=True)
    ]
    return Dataset.from_list(rows, on_mixed_types="use_json")


def train_sft(model: Any, tokenizer: Any, rows: Dataset, stage: SftSection, run: StageRun) -> Any:
    """Train *model* on *rows*; the loss is on what the model writes alone. Returns the trainer.

    Raises Unfit where the settings cannot be run here.
    """
    options = arguments(stage, run, stage.batch_size)
    rows = rendered_with(rows, told(tokenizer, run.model))
    options |= {"assistant_only_loss": True, "max_length": stage.max_length}
    chosen = _SmallHeadTrainer if has_small_head(run) else _Trainer
    trainer = chosen(
        model=model,
        args=SFTConfig(**(options | stage.trl)),
        train_dataset=rows,
        processing_class=tokenizer,
        peft_config=adapters(run),
    )
    train(trainer, run)
    return trainer


class _Trainer(Scheduled, SFTTrainer):
    """SFTTrainer with our order of rows."""


class _SmallHeadTrainer(_Trainer):
    """SFTTrainer whose output layer runs on what the model writes alone.

    TRL runs it on every position and masks afterwards; with a vocabulary of thousands of words and a body of two layers
    that is most of a step's work (docs/demo.md has the figures). The loss is the same.
    """

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        labels = inputs["labels"][:, 1:]
        wanted = labels != -100
        body = model.model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        logits = model.lm_head(body.last_hidden_state[:, :-1][wanted])
        total = torch.nn.functional.cross_entropy(logits.float(), labels[wanted], reduction="sum")
        loss = total / (wanted.sum() if num_items_in_batch is None else num_items_in_batch)
        return (loss, {"logits": logits}) if return_outputs else loss


def _with_objects(message: dict[str, Any]) -> dict[str, Any]:
    calls = [
        {"type": "function", "function": {"name": call["function"]["name"], "arguments": _object(call)}}
        for call in message.get("tool_calls") or ()
    ]
    kept = {"role": message["role"], "content": message.get("content") or ""}
    return {**kept, "tool_calls": calls} if calls else kept


def _object(call: dict[str, Any]) -> Any:
    arguments = call["function"]["arguments"]
    return json.loads(arguments) if isinstance(arguments, str) else arguments
