"""GRPO over whole episodes, through TRL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import PrinterCallback
from trl import GRPOConfig, GRPOTrainer

from .callbacks import LogCallback
from .environment import EpisodeSource
from .logs import StepLog
from .options import QUIET_ON_CPU


def train_grpo(
    model: Any,
    tokenizer: Any,
    source: EpisodeSource,
    tasks: Sequence[tuple[str, str]],
    out: Path,
    *,
    steps: int,
    max_turns: int = 8,
    batch_size: int = 48,
    generations: int = 8,
    learning_rate: float = 2e-4,
    temperature: float = 1.0,
    max_completion_length: int = 320,
    seed: int = 0,
    log: Callable[[StepLog], None] = lambda _: None,
) -> None:
    """Train *model* in place on episodes of *tasks* ((bundle, task id) pairs).

    A rollout's reward is its episode's (DESIGN.md 7): the mean of Solve-F1 and of the outcome. Gradients flow through
    what the model wrote alone; TRL masks observations. Logged beside TRL's own figures: solve_f1, answer.
    """

    def reward(
        completions: Sequence[Any],
        bundle: Sequence[str],
        task: Sequence[str],
        log_metric: Any = None,
        **_: Any,
    ) -> list[float]:
        scores = [source.score(*item) for item in zip(bundle, task, completions, strict=True)]
        if log_metric is not None:
            log_metric("solve_f1", sum(s.f1 for s in scores) / len(scores))
            log_metric("answer", sum(s.answer_correct for s in scores) / len(scores))
        return [s.reward for s in scores]

    config = GRPOConfig(
        output_dir=str(out),
        max_steps=steps,
        per_device_train_batch_size=batch_size,
        num_generations=generations,
        learning_rate=learning_rate,
        warmup_steps=min(5, steps),
        beta=0.0,
        temperature=temperature,
        max_completion_length=max_completion_length,
        max_tool_calling_iterations=max_turns - 1,
        steps_per_generation=1,
        log_completions=False,
        seed=seed,
        **QUIET_ON_CPU,
    )
    trainer = _SmallHeadTrainer(
        model=model,
        reward_funcs=reward,
        args=config,
        train_dataset=Dataset.from_list(source.rows(tasks), on_mixed_types="use_json"),
        processing_class=tokenizer,
        environment_factory=source.factories(),
        callbacks=[LogCallback(log)],
    )
    trainer.remove_callback(PrinterCallback)
    source.install_documents(trainer)
    trainer.train()


class _SmallHeadTrainer(GRPOTrainer):
    """GRPOTrainer whose output layer runs on the model's own tokens alone, as `sft` does and for the same reason.

    TRL 1.16 runs it on the whole completion, observations included, and masks afterwards.
    """

    _written: torch.Tensor | None = None
    """Of the batch whose loss is being computed: which completion tokens the model wrote."""

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> Any:
        mask = inputs["completion_mask"]
        self._written = (mask * inputs["tool_mask"] if "tool_mask" in inputs else mask).bool()
        return super()._compute_loss(model, inputs)

    def _get_per_token_logps_and_entropies(
        self,
        model: Any,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        logits_to_keep: int,
        *rest: Any,
        **named: Any,
    ) -> Any:
        written = self._written
        if written is None or written.shape != (input_ids.shape[0], logits_to_keep):
            return super()._get_per_token_logps_and_entropies(
                model, input_ids, attention_mask, logits_to_keep, *rest, **named
            )
        body = model.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        logits = model.lm_head(body[:, -logits_to_keep - 1 : -1][written]).float() / self.temperature
        log_probs = logits.log_softmax(-1)
        chosen = log_probs.gather(1, input_ids[:, -logits_to_keep:][written].unsqueeze(1)).squeeze(1)
        logps = torch.zeros(written.shape, device=chosen.device).masked_scatter(written, chosen)
        entropy = -(log_probs.detach().exp() * log_probs.detach()).sum(-1)
        return logps, torch.zeros_like(logps).masked_scatter(written, entropy), None
