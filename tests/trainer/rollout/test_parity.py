"""One fixed policy, every engine: the same calls, and so the same table.

The model recites, so that an engine whose prompts differ in one token plays another game. What is recited is golden,
wordy, random and wrong in turns, so that the table is neither full nor empty.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import torch
from transformers import AutoConfig

from toolwright.runtime import Bundle, score
from toolwright.trainer import GoldenPolicy, RandomPolicy, Situation, Table, evaluate, rollout
from toolwright.trainer.environment import EpisodeSource
from toolwright.trainer.policies import AnyPolicy, NoisyPolicy, Policy
from toolwright.trainer.policies.dialect import template_messages
from toolwright.trainer.policies.exploits import wrong_policy
from toolwright.trainer.policies.hf import HFPolicy
from toolwright.trainer.policies.openai import OpenAIPolicy
from toolwright.trainer.rollout import Played, Trajectory, jobs_of, play
from toolwright.trainer.tiny import build_tokenizer

from .reciting import Reciting, RecitingConfig, reciting, saved

os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
Load = Callable[[str], Bundle]
SCENARIOS = ("conference_fares", "shop_orders")
TASKS = 8


class Recited:
    """The fixed policy, and how it is played."""

    def __init__(self, bundles: Sequence[Bundle], folder: Path) -> None:
        torch.set_num_threads(1)
        self.bundles = list(bundles)
        policies: list[Policy] = [GoldenPolicy(), NoisyPolicy(1.0), RandomPolicy(), wrong_policy()]
        self.script: dict[tuple[str, str], Trajectory] = {}
        conversations = []
        for bundle in bundles:
            environment = bundle.environment()
            ids = list(environment.tasks)
            for i, task in enumerate(ids[:: len(ids) // TASKS][:TASKS]):
                (trajectory,) = rollout(environment, [task], policies[i % len(policies)])
                self.script[bundle.name, task] = trajectory
                conversations.append((trajectory["messages"], environment.reset(task).tools))
        render = build_tokenizer([]).apply_chat_template
        texts = [render(template_messages(said), tools=tools, tokenize=False) for said, tools in conversations]
        self.tokenizer = build_tokenizer(texts)
        self.model = reciting(self.tokenizer, conversations)
        self.path = saved(self.model, self.tokenizer, folder)

    def played(self, policy: AnyPolicy) -> list[Trajectory]:
        """What comes of all tasks with *policy*."""
        ended = []
        for bundle in self.bundles:
            tasks = [task for name, task in self.script if name == bundle.name]
            ended += list(play(jobs_of(bundle.environment(), tasks), policy, 5))
        assert all(isinstance(each, Played) for each in ended)
        return [each.trajectory for each in ended if isinstance(each, Played)]

    def table(self, trajectories: Sequence[Trajectory]) -> Table:
        """Solve-P, Solve-R, Solve-F1, accuracy and calls, by kind."""
        by_id = {bundle.id: bundle for bundle in self.bundles}
        assert len(trajectories) == len(self.script)
        order = sorted(trajectories, key=lambda t: (t["bundle"], t["task"]))
        return evaluate(
            (by_id[t["bundle"]].environment().tasks[t["task"]].kind, score(by_id[t["bundle"]], t)) for t in order
        )


@pytest.fixture(scope="module")
def recited(bundle: Load, tmp_path_factory: pytest.TempPathFactory) -> Recited:
    return Recited([bundle(name) for name in SCENARIOS], tmp_path_factory.mktemp("recited"))


@pytest.fixture(scope="module")
def expected(recited: Recited) -> Table:
    """The table of what was taught."""
    table = recited.table(list(recited.script.values()))
    assert 0.2 < table.mean("solve_f1") < 0.9 and 0.2 < table.mean("answer") < 0.9
    return table


class _Scripted:
    """What was taught, without a model."""

    name = "scripted"

    def __init__(self, script: dict[tuple[str, str], Trajectory]) -> None:
        self._turns = {
            task: [message for message in trajectory["messages"] if message["role"] == "assistant"]
            for (_, task), trajectory in script.items()
        }

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        return [self._turns[situation.task.id][situation.turn] for situation in batch]


@contextmanager
def transformers_serve(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`transformers serve PATH`, as its command runs it, in a thread; its URL."""
    import socket

    from transformers.cli.serve import Serve
    from transformers.cli.serving import model_manager

    # The server looks architectures up there.
    monkeypatch.setattr(model_manager.transformers, "Reciting", Reciting, raising=False)
    AutoConfig.register("reciting", RecitingConfig, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Serve(force_model=str(path), host="127.0.0.1", port=port, device="cpu", non_blocking=True)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                if httpx2.get(f"{url}/health", trust_env=False).is_success:
                    break
            except httpx2.TransportError:
                assert time.monotonic() < deadline
            time.sleep(0.05)
        yield url
    finally:
        server.kill_server()


def calls(trajectory: Trajectory) -> list[Any]:
    """What was called, with arguments as values."""
    return [
        (call["function"]["name"], json.loads(call["function"]["arguments"]))
        for message in trajectory["messages"]
        for call in message.get("tool_calls") or ()
    ]


def same_calls(recited: Recited, trajectories: Sequence[Trajectory]) -> bool:
    """Whether *trajectories* make the calls that were taught."""
    taught = {(t["bundle"], t["task"]): calls(t) for t in recited.script.values()}
    return {(t["bundle"], t["task"]): calls(t) for t in trajectories} == taught


def test_scripted(recited: Recited, expected: Table) -> None:
    assert recited.table(recited.played(_Scripted(recited.script))) == expected


def test_transformers_generate(recited: Recited, expected: Table) -> None:
    trajectories = recited.played(HFPolicy(recited.model, recited.tokenizer, max_new_tokens=400))
    assert same_calls(recited, trajectories)
    assert recited.table(trajectories) == expected


def test_an_openai_compatible_server(recited: Recited, expected: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    with transformers_serve(recited.path, monkeypatch) as url:
        policy = OpenAIPolicy(str(recited.path), url)
        trajectories = recited.played(policy)
    assert same_calls(recited, trajectories)
    assert recited.table(trajectories) == expected
    assert all(t["usage"]["completion_tokens"] > 0 for t in trajectories)


def test_trls_own_loop(recited: Recited, expected: Table, tmp_path: Path) -> None:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    source = EpisodeSource(recited.bundles)
    rows = source.rows((name, "base", task) for name, task in recited.script)
    seen: dict[tuple[str, str], Any] = {}

    class Enough(Exception):
        """The episodes are played; what follows is training, for which a model that recites has nothing to learn."""

    def reward(completions: Any, bundle: Any, task: Any, **_: Any) -> list[float]:
        for name, task_id, completion in zip(bundle, task, completions, strict=True):
            seen[name, task_id] = source.score(name, "base", task_id, completion)
        raise Enough

    trainer = GRPOTrainer(
        model=recited.model,
        reward_funcs=reward,
        args=GRPOConfig(
            output_dir=str(tmp_path),
            max_steps=1,
            per_device_train_batch_size=2 * len(rows),
            num_generations=2,
            top_k=1,  # greedy
            max_completion_length=2000,
            max_tool_calling_iterations=7,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            report_to="none",
        ),
        train_dataset=Dataset.from_list(rows, on_mixed_types="use_json"),
        processing_class=recited.tokenizer,
        environment_factory=source.factories(),
    )
    source.install_documents(trainer)
    with pytest.raises(Enough):
        trainer.train()
    assert set(seen) == set(recited.script)
    environments = {bundle.name: bundle.environment() for bundle in recited.bundles}
    order = sorted(seen, key=lambda ref: (environments[ref[0]].bundle.id, ref[1]))
    assert evaluate((environments[name].tasks[task].kind, seen[name, task]) for name, task in order) == expected
