"""What is to be played, and what comes of it, as values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolwright.runtime import Environment, Episode

Trajectory: TypeAlias = dict[str, Any]
"""`bundle` (id), `bundle_name`, `level`, `task`, `sample`, `messages`, `policy`, `seed` (the run's): a line of a
trajectory file (DESIGN.md 9). Where a model played, `usage` (tokens by OpenAI's names, over all turns) and `finish` (a
turn's end, one each)."""

Key: TypeAlias = tuple[str, str, str, str, int]
"""Policy, bundle id, level, task and sample: what sets an episode of a run apart."""


@dataclass(frozen=True, slots=True)
class Job:
    """One episode to be played."""

    environment: Environment
    task: str
    sample: int = 0
    """Number of the attempt at the task."""
    seed: int = 0
    """The run's seed."""

    def key(self, policy: str) -> Key:
        """The episode's key when *policy* plays it."""
        return policy, self.environment.bundle.manifest.id, self.environment.level, self.task, self.sample

    @property
    def episode_seed(self) -> int:
        """The episode's own seed, 31 bits: it hangs on the run's seed, the task and the sample alone."""
        digest = hashlib.sha256(f"{self.seed}/{self.task}/{self.sample}".encode()).digest()
        return int.from_bytes(digest[:4], "big") >> 1


@dataclass(frozen=True, slots=True)
class Played:
    """An episode that was played to its end."""

    job: Job
    episode: Episode
    trajectory: Trajectory


@dataclass(frozen=True, slots=True)
class Failed:
    """An episode that could not be played to its end; nothing of it is kept."""

    job: Job
    reason: str


Ended: TypeAlias = Played | Failed
"""How an episode can end."""


def jobs_of(environment: Environment, tasks: Iterable[str], samples: int = 1, seed: int = 0) -> Iterator[Job]:
    """*samples* attempts at each of *tasks*, those at one task beside each other, so that servers reuse its prompt."""
    return (Job(environment, task, sample, seed) for task in tasks for sample in range(samples))


def line_of(trajectory: Trajectory) -> str:
    """A trajectory as a line of a file, keys sorted, without its end; UTF-8 can hold it."""
    text = json.dumps(trajectory, ensure_ascii=False, sort_keys=True)
    try:
        text.encode()
    except UnicodeEncodeError:  # a model wrote half a surrogate pair
        return json.dumps(trajectory, sort_keys=True)
    return text


def key_of(trajectory: Trajectory) -> Key | None:
    """The key of a line; None where it is no trajectory of a run."""
    key = tuple(trajectory.get(name) for name in ("policy", "bundle", "level", "task"))
    sample = trajectory.get("sample")
    if not all(isinstance(part, str) for part in key) or type(sample) is not int:
        return None
    policy, bundle, level, task = map(str, key)
    return policy, bundle, level, task, sample
