"""Turns at one prefix, scored: what preferences are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime import Environment, Episode

from ..policies import Policy, Situation
from ..rewards import MODES
from ..rollout.jobs import Job
from .prefixes import Followed, Prefix


@dataclass(frozen=True, slots=True)
class Candidate:
    """One turn that a policy took at a prefix."""

    prefix: Prefix
    message: Mapping[str, Any]
    reward: float
    """Of this turn alone."""


def candidates(environment: Environment, followed: Followed, mode: str = "solve_f1") -> list[Candidate]:
    """The turns of a trajectory, each at its prefix, rewarded by *mode* (a name of `MODES`)."""
    if not followed.prefixes:
        return []
    task = followed.prefixes[0].task
    rewards = MODES[mode](task, followed.score.turns, environment.settings)
    return [Candidate(*each) for each in zip(followed.prefixes, followed.turns, rewards, strict=False)]


def sampled(
    environment: Environment,
    prefixes: Iterable[Prefix],
    policies: Sequence[Policy],
    *,
    mode: str = "solve_f1",
    seed: int = 0,
    batch_size: int = 64,
) -> Iterator[Candidate]:
    """What each of *policies* would do at each prefix, rewarded; the prefix itself is played once.

    Name a policy several times to have it act as often: each place draws as that sample of a run with *seed* does.
    """
    waiting = list(prefixes)
    for start in range(0, len(waiting), batch_size):
        batch = waiting[start : start + batch_size]
        episodes = []
        for prefix in batch:
            episode = environment.reset(prefix.task.id)
            for message in prefix.messages:
                if message["role"] == "assistant":
                    episode.act(message)
            episodes.append(episode)
        acted = [
            policy.act([_situation(environment, episode, place, seed) for episode in episodes])
            for place, policy in enumerate(policies)
        ]
        for number, prefix in enumerate(batch):
            for messages in acted:
                fork = episodes[number].fork()
                fork.act(messages[number])
                rewards = MODES[mode](prefix.task, fork.score().turns, environment.settings)
                yield Candidate(prefix, messages[number], rewards[-1])


def _situation(environment: Environment, episode: Episode, sample: int, seed: int) -> Situation:
    episode_seed = Job(environment, episode.task.id, sample, seed).episode_seed
    return Situation(episode.messages, episode.tools, episode.task, episode_seed)
