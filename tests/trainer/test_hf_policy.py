"""The policy on a model: rendering, decoding and batching, with models that need no training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from transformers import set_seed

from toolwright.runtime import Bundle, score
from toolwright.trainer import Situation, rollout
from toolwright.trainer.policies.dialect import template_messages
from toolwright.trainer.policies.hf import HFPolicy
from toolwright.trainer.tiny import build_model, build_tokenizer

Load = Callable[[str], Bundle]


def _tiny(environment: Any) -> tuple[Any, Any]:
    torch.set_num_threads(1)
    set_seed(0)
    tokenizer = build_tokenizer([task.question for task in environment.tasks.values()])
    return build_model(tokenizer, hidden=32, layers=1, heads=2, kv_heads=1), tokenizer


def _situations(environment: Any, count: int) -> list[Situation]:
    episodes = [environment.reset(task_id) for task_id in list(environment.tasks)[:count]]
    return [Situation(e.messages, e.tools, e.task, 0) for e in episodes]


def test_a_batch_acts_as_its_members_do_alone(bundle: Load) -> None:
    # Left padding must not change what is generated.
    environment = bundle("conference_fares").environment()
    model, tokenizer = _tiny(environment)
    policy = HFPolicy(model, tokenizer, max_new_tokens=12)
    batch = _situations(environment, 12)[::3]
    assert len({len(situation.task.question) for situation in batch}) > 1
    assert policy.act(batch) == [policy.act([situation])[0] for situation in batch]


def test_what_is_sampled_hangs_on_nothing_else_in_the_batch(bundle: Load) -> None:
    environment = bundle("conference_fares").environment()
    model, tokenizer = _tiny(environment)
    policy = HFPolicy(model, tokenizer, temperature=1.0, max_new_tokens=8)
    batch = [replace(each, seed=i) for i, each in enumerate(_situations(environment, 12)[::3])]
    drawn = policy.act(batch)
    assert drawn == [policy.act([situation])[0] for situation in batch]
    assert drawn == policy.act(batch[::-1])[::-1]
    assert len({message["content"] for message in drawn}) == len(drawn)
    other = replace(batch[0], seed=9)
    assert policy.act([other, batch[0]]) == [policy.act([other])[0], drawn[0]]
    assert policy.act([other])[0] != drawn[0]


def test_sampling_is_seeded(bundle: Load) -> None:
    environment = bundle("city_population").environment()
    model, tokenizer = _tiny(environment)
    batch = _situations(environment, 3)

    def sampled(seed: int) -> Any:
        return HFPolicy(model, tokenizer, temperature=1.0, max_new_tokens=8, seed=seed).act(batch)

    first = sampled(1)
    assert sampled(1) == first
    assert sampled(2) != first


def test_an_untrained_model_is_scored_like_any_policy(bundle: Load) -> None:
    world = bundle("city_population")
    environment = world.environment()
    model, tokenizer = _tiny(environment)
    model.train()
    policy = HFPolicy(model, tokenizer, name="hf:tiny", max_new_tokens=6)
    made = list(rollout(environment, list(environment.tasks)[:4], policy))
    assert {trajectory["policy"] for trajectory in made} == {"hf:tiny"}
    assert all(score(world, trajectory).f1 == 0 for trajectory in made)
    assert model.training, "acting must leave the model's mode as it was"


def test_a_conversation_that_does_not_fit_ends(bundle: Load) -> None:
    environment = bundle("conference_fares").environment()
    model, tokenizer = _tiny(environment)
    batch = _situations(environment, 2)
    long = replace(batch[0], messages=[*batch[0].messages, {"role": "user", "content": "so " * 3000}])
    policy = HFPolicy(model, tokenizer, max_new_tokens=4)
    ended, other = policy.act([long, batch[1]])
    assert ended == {"role": "assistant", "content": ""}
    assert other == policy.act([batch[1]])[0]
    assert policy.act([long]) == [ended]


def test_arguments_become_objects_for_templates() -> None:
    def call(arguments: str) -> dict[str, Any]:
        function = {"name": "f", "arguments": arguments}
        return {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "1", "type": "function", "function": function}],
        }

    def rendered(arguments: str) -> Any:
        (message,) = template_messages([call(arguments)])
        return message["tool_calls"][0]["function"]["arguments"]

    assert rendered('{"x": 1}') == {"x": 1}
    assert rendered("<tool_call>{") == "<tool_call>{"
    assert rendered("[1]") == "[1]"
