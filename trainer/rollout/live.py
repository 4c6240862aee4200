"""An episode while it is being played."""

from __future__ import annotations

from typing import Any

from ..policies import Reply, Situation
from .jobs import Job, Played, Trajectory


class LiveEpisode:
    """Asks for a turn, takes it, and is told as a trajectory at its end."""

    __slots__ = ("_finishes", "_job", "_seed", "_tokens", "_tools", "episode")

    def __init__(self, job: Job) -> None:
        """Begin *job*. Raises BundleError where the level has no such task."""
        self.episode = job.environment.reset(job.task)
        self._job = job
        self._seed = job.episode_seed
        self._tools = self.episode.tools
        self._tokens = [0, 0]
        self._finishes: list[str] = []

    def situation(self) -> Situation:
        """Where it stands."""
        return Situation(self.episode.messages, self._tools, self.episode.task, self._seed)

    def take(self, reply: Reply) -> None:
        """Take a model's turn."""
        self._tokens[0] += reply.prompt_tokens
        self._tokens[1] += reply.completion_tokens
        self._finishes.append(reply.finish)
        self.episode.act(reply.message)

    def take_message(self, message: dict[str, Any]) -> None:
        """Take a scripted turn."""
        self.episode.act(message)

    def played(self, policy: str) -> Played:
        """What came of it."""
        job = self._job
        trajectory: Trajectory = {
            "bundle": job.environment.bundle.id,
            "bundle_name": job.environment.bundle.name,
            "level": job.environment.level,
            "task": job.task,
            "sample": job.sample,
            "messages": self.episode.messages,
            "policy": policy,
            "seed": job.seed,
            **job.environment.marks,
        }
        if self._finishes:
            trajectory["finish"] = self._finishes
            trajectory["usage"] = {"prompt_tokens": self._tokens[0], "completion_tokens": self._tokens[1]}
        return Played(job, self.episode, trajectory)
