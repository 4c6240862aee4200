"""On processors the output layer runs on the model's own tokens alone: loss and gradients are those of TRL's trainers,
which run it everywhere and mask afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from trl import GRPOTrainer, SFTTrainer

from toolwright.runtime import Bundle
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.config.models import GrpoSection, SftSection
from toolwright.trainer.training.sft import demonstration_rows, train_sft
from toolwright.trainer.training.stage import StageRun

from .scripted import generated, golden, tiny, trainer_for


def told(model: Any, loss_of: Callable[[], Any]) -> list[Any]:
    """The loss, and the gradient of every weight."""
    model.zero_grad()
    loss = loss_of()
    loss.backward()
    return [loss.detach(), *(weight.grad.clone() for weight in model.parameters() if weight.grad is not None)]


@pytest.mark.parametrize("loss", ["dapo", "grpo"])
def test_rollouts(rivers: Bundle, chain: str, tmp_path: Path, loss: str) -> None:
    stage = GrpoSection(
        steps=1, batch_size=2, generations=2, max_completion_length=2000, kl=0.3, entropy=0.2, temperature=0.7
    ).model_copy(update={"loss": loss})
    trainer = trainer_for(rivers, chain, stage, tmp_path)
    batch, _ = generated(trainer, [golden(rivers, chain), [*golden(rivers, chain)[:1], "Answer: nothing"]])
    batch["advantages"] = torch.tensor([1.0, -0.5])
    batch["ref_per_token_logps"] = batch["ref_per_token_logps"] - 0.5
    assert type(trainer)._compute_loss is not GRPOTrainer._compute_loss
    own = told(trainer.model, lambda: trainer._compute_loss(trainer.model, batch))
    plain = told(trainer.model, lambda: GRPOTrainer._compute_loss(trainer, trainer.model, batch))
    assert float(own[0]) and len(own) == len(plain) > 5
    torch.testing.assert_close(own, plain, rtol=1e-4, atol=1e-6)


def test_demonstrations(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    model, tokenizer = tiny(rivers)
    environment = rivers.environment()
    played = list(rollout(environment, [chain, next(iter(environment.tasks))], GoldenPolicy()))
    tools = [[environment.documents[name] for name in environment.tasks[each["task"]].tools] for each in played]
    stage = SftSection(steps=1, batch_size=2)
    trainer = train_sft(model, tokenizer, demonstration_rows(played, tools), stage, StageRun(tmp_path, 0))
    batch = next(iter(trainer.get_train_dataloader()))
    assert type(trainer).compute_loss is not SFTTrainer.compute_loss
    for count in (None, torch.tensor(7)):
        own = told(model, lambda: trainer.compute_loss(model, dict(batch), num_items_in_batch=count))  # noqa: B023
        plain = told(
            model,
            lambda: SFTTrainer.compute_loss(trainer, model, dict(batch), num_items_in_batch=count),  # noqa: B023
        )
        assert float(own[0]) and len(own) == len(plain) > 5
        torch.testing.assert_close(own, plain, rtol=1e-4, atol=1e-6)
