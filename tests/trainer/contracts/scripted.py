"""TRL's own loop around a model that writes what the test says: generation is the only part that is replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import set_seed

from toolwright.runtime import Bundle
from toolwright.runtime.answers import answer_text
from toolwright.trainer.config.models import GrpoSection, ReinforceSection
from toolwright.trainer.environment import EpisodeSource
from toolwright.trainer.tiny import build_model, build_tokenizer
from toolwright.trainer.training.rollouts import RolloutRun, rollout_trainer
from toolwright.trainer.training.stage import StageRun

Script = Sequence[str]
"""What the model writes, turn by turn."""


def tiny(bundle: Bundle) -> tuple[Any, Any]:
    """A very small model that knows the words of the questions."""
    torch.set_num_threads(1)
    set_seed(0)
    tokenizer = build_tokenizer(task.question for task in bundle.environment().tasks.values())
    return build_model(tokenizer, hidden=16, layers=1, heads=2, kv_heads=1), tokenizer


def call(name: str, arguments: dict[str, Any]) -> str:
    """A call as the tiny template writes it."""
    return f'<tool_call>{{"name":"{name}","arguments":{json.dumps(arguments, separators=(",", ":"))}}}</tool_call>'


def golden(bundle: Bundle, task: str) -> list[str]:
    """The golden plan, one call a turn."""
    known = bundle.environment().tasks[task]
    return [*(call(s.tool, s.arguments) for s in known.steps), f"Answer: {answer_text(known.answer)}"]


def trainer_for(
    bundle: Bundle,
    task: str,
    stage: GrpoSection | ReinforceSection,
    folder: Path,
    prompt: list[dict[str, Any]] | None = None,
) -> Any:
    """A trainer on one task, or on one prefix of it."""
    model, tokenizer = tiny(bundle)
    source = EpisodeSource([bundle])
    rows = source.rows([(bundle.name, "base", task)])
    if prompt is not None:
        rows[0]["prompt"] = prompt
    model.save_pretrained(folder / "start")
    model.config._name_or_path = str(folder / "start")
    return rollout_trainer(model, tokenizer, rows, stage, StageRun(folder, 0), RolloutRun(source))


def generated(trainer: Any, scripts: Sequence[Script]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What TRL makes of rollouts that go by *scripts*: the batch that the loss sees, and the rows that it came from."""
    rows = [trainer.train_dataset[0] for _ in scripts]
    trainer._generate_single_turn = speaking(trainer.processing_class, scripts)
    trainer.model.train()
    trainer.current_gradient_accumulation_steps = 1
    return trainer._generate_and_score_completions(rows), rows


def speaking(tokenizer: Any, scripts: Sequence[Script]) -> Callable[..., Any]:
    """In the place of `_generate_single_turn`: the next turn of each rollout that still has one to come."""
    turn = 0

    def generate(prompt_ids: list[list[int]], *_: Any, **__: Any) -> tuple[list[list[int]], None]:
        nonlocal turn
        live = [script for script in scripts if len(script) > turn]
        assert len(prompt_ids) == len(live), "TRL goes on with other rollouts than those that called a tool"
        turn += 1
        return [written(tokenizer, script[turn - 1]) for script in live], None

    return generate


def written(tokenizer: Any, text: str) -> list[int]:
    """The tokens of a turn, its end among them."""
    return [*tokenizer.encode(text), tokenizer.eos_token_id]
