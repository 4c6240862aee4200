"""Supervised fine-tuning on demonstrations, through TRL."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import PrinterCallback
from trl import SFTConfig, SFTTrainer

from .callbacks import LogCallback
from .logs import StepLog
from .options import QUIET_ON_CPU


def demonstration_rows(trajectories: Sequence[dict[str, Any]], tools: Sequence[list[dict[str, Any]]]) -> Dataset:
    """Trajectories as SFT rows: `messages` with arguments as objects, and the `tools` that were offered."""
    rows = [
        {"messages": [_with_objects(message) for message in trajectory["messages"]], "tools": offered}
        for trajectory, offered in zip(trajectories, tools, strict=True)
    ]
    return Dataset.from_list(rows, on_mixed_types="use_json")


def train_sft(
    model: Any,
    tokenizer: Any,
    rows: Dataset,
    out: Path,
    *,
    steps: int,
    batch_size: int = 32,
    learning_rate: float = 3e-3,
    seed: int = 0,
    log: Callable[[StepLog], None] = lambda _: None,
) -> None:
    """Train *model* in place for so many optimizer steps; the loss is on what the model writes alone."""
    config = SFTConfig(
        output_dir=str(out),
        max_steps=steps,
        per_device_train_batch_size=batch_size,
        learning_rate=learning_rate,
        warmup_steps=min(20, steps // 4),
        assistant_only_loss=True,
        max_length=1024,
        seed=seed,
        **QUIET_ON_CPU,
    )
    trainer = _SmallHeadTrainer(
        model=model, args=config, train_dataset=rows, processing_class=tokenizer, callbacks=[LogCallback(log)]
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()


class _SmallHeadTrainer(SFTTrainer):
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
