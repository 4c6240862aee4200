"""The seam to TRL: what is private there may move, so it is held here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import set_seed

from toolwright.runtime import Bundle, score
from toolwright.trainer import GoldenPolicy, rollout, solve_f1
from toolwright.trainer.environment import EpisodeSource
from toolwright.trainer.policies.dialect import template_messages
from toolwright.trainer.tiny import build_model, build_tokenizer

os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
Load = Callable[[str], Bundle]


@pytest.fixture(scope="module")
def bundles(bundle: Load) -> list[Bundle]:
    """Two scenarios, one of them with arguments of several types and with state."""
    return [bundle("city_population"), bundle("shop_orders")]


def _model(bundles: list[Bundle]) -> tuple[Any, Any]:
    torch.set_num_threads(1)
    set_seed(0)
    questions = [task.question for b in bundles for task in b.environment().tasks.values()]
    tokenizer = build_tokenizer(questions)
    return build_model(tokenizer, hidden=32, layers=1, heads=2, kv_heads=1), tokenizer


def _tool(player: Any, name: str) -> Any:
    """The method that TRL calls for a tool: it goes by the methods' `__name__`."""
    own = [getattr(player, attribute) for attribute in dir(type(player)) if not attribute.startswith("_")]
    return next(method for method in own if method.__name__ == name)


def test_an_environment_plays_like_an_episode(bundles: list[Bundle]) -> None:
    source = EpisodeSource(bundles)
    factories = source.factories()
    for world in bundles:
        environment = world.environment()
        for trajectory in rollout(environment, list(environment.tasks)[::20], GoldenPolicy()):
            (row,) = source.rows([(world.name, "base", trajectory["task"])])
            player = factories[row["environment"]]()
            player.reset(**{k: v for k, v in row.items() if k != "environment"})
            seen = []
            for message in trajectory["messages"]:
                for call in message.get("tool_calls") or ():
                    method = _tool(player, call["function"]["name"])
                    seen.append(method(**json.loads(call["function"]["arguments"])))
            told = [message["content"] for message in trajectory["messages"] if message["role"] == "tool"]
            assert seen == told


def test_reset_forgets_what_was_done(bundles: list[Bundle]) -> None:
    shop = bundles[1]
    environment = shop.environment()
    source = EpisodeSource([shop])
    task = next(t for t in environment.tasks.values() if t.goal is not None and len(t.steps) > 1)
    player = source.factories()[source.key(shop.name, "base", task)]()
    results = []
    for _ in range(2):
        player.reset(task=task.id)
        results.append([_tool(player, step.tool)(**step.arguments) for step in task.steps])
    assert results[0] == results[1]


def test_a_conversation_of_trl_scores_as_its_trajectory_does(bundles: list[Bundle]) -> None:
    source = EpisodeSource(bundles)
    world = bundles[1]
    environment = world.environment()
    for trajectory in rollout(environment, list(environment.tasks)[::20], GoldenPolicy()):
        # TRL's messages have arguments as objects and no ids.
        completion = [
            {**m, "tool_calls": [{"type": "function", "function": c["function"]} for c in m["tool_calls"]]}
            if m.get("tool_calls")
            else m
            for m in template_messages(trajectory["messages"])
            if m["role"] in ("assistant", "tool")
        ]
        ours, recorded = source.score(world.name, "base", trajectory["task"], completion), score(world, trajectory)
        # The arguments' text differs in blanks; all that is counted must be equal.
        assert replace(ours, turns=()) == replace(recorded, turns=())
        assert [solve_f1(turn) for turn in ours.turns] == [solve_f1(turn) for turn in recorded.turns]


def test_text_that_trl_could_not_parse_counts_as_malformed_calls(bundles: list[Bundle]) -> None:
    source = EpisodeSource(bundles)
    task = next(iter(bundles[0].environment().tasks))
    result = source.score(bundles[0].name, "base", task, [{"role": "assistant", "content": '<tool_call>{"name": '}])
    assert (result.calls, result.answer_correct) == (1, False)


def test_trl_shows_the_model_the_exact_documents(bundles: list[Bundle], tmp_path: Path) -> None:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    source = EpisodeSource(bundles, ["scaled"])
    tasks = [(b.name, "scaled", task) for b in bundles for task in list(b.environment("scaled").tasks)[:2]]
    rows = source.rows(tasks)
    model, tokenizer = _model(bundles)
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=lambda completions, **_: [0.0] * len(completions),
        args=GRPOConfig(
            output_dir=str(tmp_path),
            per_device_train_batch_size=2,
            num_generations=2,
            use_cpu=True,
            bf16=False,
            report_to="none",
        ),
        train_dataset=Dataset.from_list(rows, on_mixed_types="use_json"),
        processing_class=tokenizer,
        environment_factory=source.factories(),
    )
    derived = set(trainer._env_tools)
    source.install_documents(trainer)
    assert set(trainer._env_tools) == derived == set(source.factories())
    for (name, _, task), row in zip(tasks, rows, strict=True):
        offered = next(b for b in bundles if b.name == name).environment("scaled").reset(task).tools
        assert trainer._env_tools[row["environment"]] == offered


@pytest.mark.slow
def test_sft_and_grpo_run_end_to_end(bundles: list[Bundle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolwright.trainer.config.models import GrpoSection, SftSection
    from toolwright.trainer.training.judge import Judge, Judged
    from toolwright.trainer.training.rollouts import RolloutRun, train_rollouts
    from toolwright.trainer.training.sft import demonstration_rows, train_sft
    from toolwright.trainer.training.stage import StageRun

    trajectories, tools, tasks = [], [], []
    for world in bundles:
        environment = world.environment()
        for trajectory in rollout(environment, list(environment.tasks)[::4], GoldenPolicy()):
            trajectories.append(trajectory)
            tools.append(environment.reset(trajectory["task"]).tools)
            tasks.append((world.name, "base", trajectory["task"]))
    torch.set_num_threads(1)
    set_seed(0)
    plain = build_tokenizer(["user"])
    texts = [
        plain.apply_chat_template(template_messages(t["messages"]), tools=offered, tokenize=False)
        for t, offered in zip(trajectories, tools, strict=True)
    ]
    tokenizer = build_tokenizer(texts)
    model = build_model(tokenizer, hidden=64, layers=2)
    losses: list[float] = []
    rewards: list[dict[str, float]] = []
    train_sft(
        model,
        tokenizer,
        demonstration_rows(trajectories, tools),
        SftSection(steps=20, batch_size=8, learning_rate=3e-3, warmup_steps=5, max_length=1024),
        StageRun(tmp_path, 0, lambda step: losses.extend([step.values["loss"]] if "loss" in step.values else [])),
    )
    assert len(losses) == 20
    assert losses[-1] < 0.8 * losses[0]
    before = {name: value.clone() for name, value in model.state_dict().items()}
    source = EpisodeSource(bundles)

    def train() -> None:
        train_rollouts(
            model,
            tokenizer,
            source.rows(tasks),
            GrpoSection(steps=3, batch_size=8, generations=4, learning_rate=2e-4, max_completion_length=120),
            StageRun(tmp_path, 0, lambda step: rewards.extend([step.values] if "reward" in step.values else [])),
            RolloutRun(source),
        )

    train()
    assert len(rewards) == 3
    for values in rewards:
        assert {"reward", "solve_f1", "answer"} <= set(values)
        assert 0 <= values["solve_f1"] <= 1
        assert values["reward"] == pytest.approx((values["solve_f1"] + values["answer"]) / 2, abs=1e-4)
    # A model as young as this one earns nothing, and equal rewards teach nothing; paid by the letter, it learns.
    judge = Judge.judge

    def by_length(self: Judge, row: Any, prompt: Any, completion: Any) -> Judged:
        return replace(judge(self, row, prompt, completion), reward=len(json.dumps(completion)) / 1000)

    monkeypatch.setattr(Judge, "judge", by_length)
    train()
    assert any(values["frac_reward_zero_std"] < 1 for values in rewards[3:])
    after = model.state_dict()
    assert all(torch.isfinite(value).all() for value in after.values())
    assert any(not torch.equal(before[name], value) for name, value in after.items())
