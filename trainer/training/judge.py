"""What a rollout of TRL's is worth: rewards and credit, from the conversation and the world alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolwright.runtime import Score

from ..config.models import RolloutStage
from ..credit import Credit, credit
from ..environment import EpisodeSource, as_written
from ..rewards import MODES


@dataclass(frozen=True, slots=True)
class Judged:
    """One rollout, judged."""

    bundle: str
    level: str
    task: str
    prompt: Sequence[Mapping[str, Any]]
    completion: Sequence[Mapping[str, Any]]
    reward: float
    turn_rewards: tuple[float, ...]
    """One a turn of the rollout, by the stage's reward mode."""
    credit: Credit
    score: Score


@dataclass(slots=True)
class Judge:
    """Judges rollouts of a stage and keeps those of the latest batch."""

    source: EpisodeSource
    stage: RolloutStage
    latest: list[Judged] = field(default_factory=list)

    def judge(self, row: Mapping[str, Any], prompt: Sequence[Mapping[str, Any]], completion: Any) -> Judged:
        """The rollout *completion* behind *prompt*, at the task that *row* names.

        Under `solve_f1` an episode earns its score's reward, under the modes of the reference the mean of its turns'.
        A rollout at a prefix is one turn and earns that turn's reward.
        """
        bundle, level, task = row["bundle"], row["level"], row["task"]
        result = self.source.score(bundle, level, task, [*prompt, *completion])
        environment = self.source.environments[bundle, level]
        before = sum(message["role"] == "assistant" for message in prompt)
        rewards = MODES[self.stage.reward](environment.tasks[task], result.turns, environment.settings)[before:]
        if self.stage.on == "prefixes":
            reward = rewards[-1] if rewards else 0.0
        elif self.stage.reward == "solve_f1":
            reward = result.reward
        else:
            reward = sum(rewards) / len(rewards) if rewards else 0.0
        losses = credit(result, environment.settings)
        return Judged(bundle, level, task, prompt, completion, reward, tuple(rewards), losses, result)

    def batch(self, inputs: Sequence[Mapping[str, Any]], prompts: Any, completions: Any) -> list[float]:
        """The rewards of a batch, which is kept as `latest`."""
        self.latest = [self.judge(*each) for each in zip(inputs, prompts, completions, strict=True)]
        return [each.reward for each in self.latest]

    def measures(self) -> dict[str, float]:
        """Means over the latest batch, for the log."""
        scores = [each.score for each in self.latest]
        count = len(scores)
        return {
            "solve_f1": sum(s.f1 for s in scores) / count,
            "solve_p": sum(s.precision for s in scores) / count,
            "solve_r": sum(s.recall for s in scores) / count,
            "answer": sum(s.answer_correct for s in scores) / count,
            "calls": sum(s.calls for s in scores) / count,
            "malformed": sum(c.malformed for s in scores for t in s.turns for c in t.calls) / max(1, _calls(scores)),
        }


def conversation(
    prompt: Sequence[Mapping[str, Any]],
    completion: Sequence[Mapping[str, Any]],
    call_format: str | None = None,
    tools: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """A rollout of TRL's in the OpenAI chat form, with ids for its calls and arguments as text.

    *call_format* and *tools* as for `environment.as_written`.
    """
    messages: list[dict[str, Any]] = []
    waiting: list[str] = []
    for message in [*prompt, *completion]:
        if message["role"] == "assistant":
            plain = as_written(message, call_format, tools)
            calls = [_call(each, f"call_{len(messages)}_{i}") for i, each in enumerate(plain.get("tool_calls") or ())]
            waiting = [call["id"] for call in calls]
            said = {"role": "assistant", "content": plain.get("content") or ""}
            messages.append(said | {"tool_calls": calls} if calls else said)
        elif message["role"] == "tool":
            owner = {"tool_call_id": waiting.pop(0)} if waiting else {}
            messages.append({"role": "tool", "content": message["content"], **owner})
        else:
            messages.append({"role": message["role"], "content": message["content"]})
    return messages


def _call(call: Mapping[str, Any], call_id: str) -> dict[str, Any]:
    function = call["function"]
    arguments = function["arguments"]
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return {"id": call_id, "type": "function", "function": {"name": function["name"], "arguments": text}}


def _calls(scores: Sequence[Score]) -> int:
    return sum(score.calls for score in scores)
