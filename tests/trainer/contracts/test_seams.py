"""What we take for granted of TRL 1.16 though nobody promised it: each seam breaks here before it breaks a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

from toolwright.runtime import Bundle
from toolwright.trainer.config.models import GrpoSection
from toolwright.trainer.training.judge import conversation
from toolwright.trainer.training.rollouts import spans

from .scripted import call, generated, golden, speaking, tiny, trainer_for, written

STAGE = GrpoSection(steps=1, batch_size=2, generations=2, max_completion_length=2000)


def test_the_model_is_trained_on_what_it_wrote_token_by_token(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    trainer = trainer_for(rivers, chain, STAGE, tmp_path)
    scripts = [golden(rivers, chain), [*golden(rivers, chain)[:1], "Answer: nothing"]]
    batch, _ = generated(trainer, scripts)
    mask = batch["completion_mask"] * batch["tool_mask"]
    for row, script in enumerate(scripts):
        own = [written(trainer.processing_class, text) for text in script]
        found = [batch["completion_ids"][row, start:end].tolist() for start, end in spans(mask[row].tolist())]
        assert found == own
    # The gradient of the loss by the probability of each token: none where an observation or the padding stands.
    logps = torch.full(mask.shape, -1.0, requires_grad=True)
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (logps, torch.zeros(mask.shape), None)
    batch["advantages"] = torch.tensor([1.0, -1.0])
    trainer._compute_loss(trainer.model, batch).backward()
    assert logps.grad is not None
    assert torch.equal(logps.grad != 0, mask.bool())
    assert (mask == 0).any() and (mask == 1).any()


def test_advantages_may_differ_from_token_to_token(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    trainer = trainer_for(rivers, chain, STAGE.model_copy(update={"loss": "grpo"}), tmp_path)
    batch, _ = generated(trainer, [golden(rivers, chain)] * 2)
    mask = batch["completion_mask"] * batch["tool_mask"]
    logps = torch.full(mask.shape, -1.0, requires_grad=True)
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (logps, torch.zeros(mask.shape), None)
    batch["advantages"] = torch.linspace(-1, 1, mask.numel()).reshape(mask.shape)
    trainer._compute_loss(trainer.model, batch).backward()
    assert logps.grad is not None
    torch.testing.assert_close(logps.grad, -batch["advantages"] * mask / mask.sum(-1, keepdim=True) / 2)


def test_no_tool_is_run_where_no_iterations_are_allowed(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    trainer = trainer_for(rivers, chain, STAGE.model_copy(update={"on": "prefixes"}), tmp_path)
    first = golden(rivers, chain)[:1]
    batch, _ = generated(trainer, [first, ["Answer: nothing"]])
    assert trainer._judge.source.spent["call"] == 0
    assert torch.equal(batch["tool_mask"] * batch["completion_mask"], batch["completion_mask"])
    # The turn is scored all the same: its calls are made where it is judged.
    assert [each.reward for each in trainer._judge.latest] == [1.0, 0.0]


def test_a_turn_that_cannot_be_parsed_ends_the_rollout_and_is_a_malformed_call(
    rivers: Bundle, chain: str, tmp_path: Path
) -> None:
    trainer = trainer_for(rivers, chain, STAGE, tmp_path)
    good = golden(rivers, chain)[0]
    generated(trainer, [[good + '<tool_call>{"name": </tool_call>'], ['<tool_call>{"name": "x", "arguments"']])
    both, broken = (each.score for each in trainer._judge.latest)
    # All or nothing: TRL runs neither call of the turn, the world in which it is scored runs the good one.
    assert trainer._judge.source.spent["call"] == 0
    assert (both.calls, both.solved, broken.calls, broken.solved) == (2, 1, 1, 0)
    assert [c.error is None for t in both.turns for c in t.calls] == [True, False]


def test_rollouts_are_recorded_in_the_chat_form(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    trainer = trainer_for(rivers, chain, STAGE, tmp_path)
    generated(trainer, [golden(rivers, chain), ["Answer: nothing"]])
    each = trainer._judge.latest[0]
    messages = conversation(each.prompt, each.completion)
    calls = [c["id"] for m in messages for c in m.get("tool_calls", ())]
    assert calls == [m["tool_call_id"] for m in messages if m["role"] == "tool"]
    assert each.reward == 1.0
    environment = rivers.environment()
    episode = environment.reset(chain)
    for message in messages:
        if message["role"] == "assistant":
            episode.act(message)
    assert episode.score().reward == each.reward
    told = [m["content"] for m in messages if m["role"] == "tool"]
    assert told == [m["content"] for m in episode.messages if m["role"] == "tool"]


class Clerk:
    """An environment made by hand."""

    rewarded: list[tuple[Any, ...]]

    def reset(self, **_: Any) -> None:
        """Begin."""

    def get_reward(self, *arguments: Any) -> float:
        """What it is worth."""
        Clerk.rewarded.append(arguments)
        return 0.5

    def lookup(self, name: str) -> Any:
        """Look a thing up.

        Args:
            name: the thing.
        """
        return ["a", "list"] if name == "list" else {"a": None}


def _clerk(rivers: Bundle, folder: Path) -> Any:
    Clerk.rewarded = []
    model, tokenizer = tiny(rivers)
    config = GRPOConfig(
        output_dir=str(folder),
        per_device_train_batch_size=2,
        num_generations=2,
        max_steps=1,
        use_cpu=True,
        bf16=False,
        report_to="none",
    )
    rows = Dataset.from_list([{"prompt": [{"role": "user", "content": "?"}]}] * 2)
    return GRPOTrainer(
        model=model, args=config, train_dataset=rows, processing_class=tokenizer, environment_factory=Clerk
    )


def test_a_result_that_is_a_list_aborts_the_run(rivers: Bundle, tmp_path: Path) -> None:
    # The reason why our tools give JSON text and never a value.
    with pytest.raises(Exception, match=r"list|content|str"):
        generated(_clerk(rivers, tmp_path), [[call("lookup", {"name": "list"}), "x"]] * 2)


def test_a_result_that_is_no_text_is_shown_as_python_writes_it(rivers: Bundle, tmp_path: Path) -> None:
    trainer = _clerk(rivers, tmp_path)
    batch, _ = generated(trainer, [[call("lookup", {"name": "x"}), "y"]] * 2)
    assert "{'a': None}" in trainer.processing_class.decode(batch["completion_ids"][0])


def test_get_reward_sees_nothing_of_what_was_said(rivers: Bundle, tmp_path: Path) -> None:
    # The reason why rewards come from a reward function: the answer is said in the conversation.
    generated(_clerk(rivers, tmp_path), [["the answer"]] * 2)
    assert Clerk.rewarded == [(), ()]


def test_the_reference_model_is_loaded_from_where_the_model_was(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    # The reason why each stage begins with a model on disk.
    trainer = trainer_for(rivers, chain, STAGE.model_copy(update={"kl": 0.1}), tmp_path)
    assert trainer.ref_model is not None
    for mine, theirs in zip(trainer.model.parameters(), trainer.ref_model.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_the_loop_goes_on_with_the_rollouts_that_called(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    trainer = trainer_for(rivers, chain, STAGE.model_copy(update={"max_turns": 2}), tmp_path)
    script = golden(rivers, chain)
    trainer._generate_single_turn = speaking(trainer.processing_class, [script[:2], [*script[:1], "Answer: x"]])
    trainer.model.train()
    trainer._generate_and_score_completions([trainer.train_dataset[0]] * 2)
    assert [len(each.score.turns) for each in trainer._judge.latest] == [2, 2]
