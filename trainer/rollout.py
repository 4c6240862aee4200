"""Rollouts: a policy plays tasks, many at a time, and the trajectories come out as plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TextIO, TypeAlias

from toolwright.runtime import Environment, Episode

from .policies import Policy, Situation

Trajectory: TypeAlias = dict[str, Any]
"""`bundle` (id), `level`, `task`, `messages`, `policy`, `seed`: a line of a trajectory file (DESIGN.md 9)."""


def rollout(
    environment: Environment,
    task_ids: Iterable[str],
    policy: Policy,
    *,
    batch_size: int = 64,
    seed: int = 0,
    advance: Callable[[int], None] = lambda count: None,
) -> Iterator[Trajectory]:
    """Play every task once with *policy*, *batch_size* episodes in lockstep; trajectories come in the
    tasks' order.

    The bundle's own `max_turns` ends an episode. *advance* is called with the number of tasks that just
    finished. Raises KeyError where the level has no such task.
    """
    ids = list(task_ids)
    for start in range(0, len(ids), batch_size):
        episodes = [environment.reset(task_id) for task_id in ids[start : start + batch_size]]
        _play(episodes, policy, seed, advance)
        for episode in episodes:
            yield {
                "bundle": environment.bundle.manifest.id,
                "level": environment.level,
                "task": episode.task.id,
                "messages": episode.messages,
                "policy": policy.name,
                "seed": seed,
            }


def write_jsonl(trajectories: Iterable[Trajectory], file: TextIO) -> int:
    """Write one trajectory a line, keys sorted; returns how many."""
    count = 0
    for trajectory in trajectories:
        file.write(json.dumps(trajectory, ensure_ascii=False, sort_keys=True) + "\n")
        count += 1
    return count


def _play(episodes: Sequence[Episode], policy: Policy, seed: int, advance: Callable[[int], None]) -> None:
    live = list(episodes)
    while live:
        batch = [Situation(episode.messages, episode.tools, episode.task, seed) for episode in live]
        for episode, message in zip(live, policy.act(batch), strict=True):
            episode.act(message)
        still = [episode for episode in live if not episode.done]
        advance(len(live) - len(still))
        live = still
