"""vLLM in process, through doubles of those of its classes that are used (vLLM itself needs a GPU build)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from toolwright.runtime import Bundle, Environment, score
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.policies import Sampling
from toolwright.trainer.policies.dialect import template_messages
from toolwright.trainer.rollout import Played, jobs_of, play
from toolwright.trainer.tiny import build_tokenizer

Load = Callable[[str], Bundle]


@dataclass
class SamplingParams:
    """Those of vLLM's that are used, by its names."""

    temperature: float = 1.0
    max_tokens: int | None = 16
    seed: int | None = None
    skip_special_tokens: bool = True


class LLM:
    """Writes what follows a prompt in the texts that it was taught."""

    taught: tuple[Any, Sequence[str]] = (None, ())

    def __init__(self, model: str) -> None:
        if model == "missing":
            raise OSError("there is no such thing")
        self._tokenizer, self._texts = self.taught
        self.llm_engine = SimpleNamespace(model_config=SimpleNamespace(max_model_len=1500))
        self.asked: list[tuple[list[int], SamplingParams]] = []

    def get_tokenizer(self) -> Any:
        return self._tokenizer

    def generate(
        self,
        prompts: Sequence[dict[str, list[int]]],
        sampling_params: Sequence[SamplingParams],
        *,
        use_tqdm: bool,
    ) -> list[Any]:
        assert not use_tqdm and len(prompts) == len(sampling_params)
        made = []
        for prompt, params in zip(prompts, sampling_params, strict=True):
            ids = prompt["prompt_token_ids"]
            self.asked.append((ids, params))
            shown = self._tokenizer.decode(ids, skip_special_tokens=False)
            text = next(text[len(shown) :] for text in self._texts if text.startswith(shown))
            text = text[: text.index("<|im_end|>") + len("<|im_end|>")]
            tokens = self._tokenizer(text)["input_ids"]
            output = SimpleNamespace(text=text, token_ids=tokens, finish_reason="stop")
            made.append(SimpleNamespace(outputs=[output], prompt_token_ids=ids))
        return made


@pytest.fixture
def environment(bundle: Load) -> Environment:
    return bundle("conference_fares").environment()


@pytest.fixture
def vllm(monkeypatch: pytest.MonkeyPatch, environment: Environment) -> Iterator[Any]:
    """The policy's module over the doubles, which were taught golden plans."""
    double = ModuleType("vllm")
    vars(double).update(LLM=LLM, SamplingParams=SamplingParams)
    monkeypatch.setitem(sys.modules, "vllm", double)
    render = build_tokenizer([]).apply_chat_template
    texts = [
        render(template_messages(t["messages"]), tools=environment.reset(t["task"]).tools, tokenize=False)
        for t in rollout(environment, tasks(environment), GoldenPolicy())
    ]
    tokenizer = build_tokenizer(texts)
    monkeypatch.setattr(LLM, "taught", (tokenizer, [_again(tokenizer, text) for text in texts]))
    yield importlib.import_module("toolwright.trainer.policies.vllm")
    sys.modules.pop("toolwright.trainer.policies.vllm")


def _again(tokenizer: Any, text: str) -> str:
    decoded: str = tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=False)
    return decoded


def tasks(environment: Environment) -> list[str]:
    return list(environment.tasks)[::40]


def test_it_plays_what_the_model_writes(vllm: Any, environment: Environment) -> None:
    policy = vllm.VLLMPolicy.load("model", Sampling(0.7, 99))
    ended = list(play(jobs_of(environment, tasks(environment)), policy, 4))
    assert len(ended) == len(tasks(environment)) and policy.name == "vllm:model"
    for each in ended:
        assert isinstance(each, Played)
        assert score(environment.bundle, each.trajectory).reward == 1.0
        assert each.trajectory["usage"]["completion_tokens"] > 0
    asked = [params for _, params in policy._llm.asked]
    assert {(p.temperature, p.max_tokens, p.skip_special_tokens) for p in asked} == {(0.7, 99, False)}
    assert len({p.seed for p in asked}) == len(asked)


def test_a_conversation_that_does_not_fit_ends(vllm: Any, environment: Environment) -> None:
    policy = vllm.VLLMPolicy.load("model", Sampling(0.0, 1490))
    (each,) = play(jobs_of(environment, tasks(environment)[:1]), policy, 4)
    assert isinstance(each, Played)
    assert each.trajectory["finish"] == ["context"]
    assert each.trajectory["messages"][-1] == {"role": "assistant", "content": ""}
    assert not policy._llm.asked
