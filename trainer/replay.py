"""Trajectory files read and scored again: what `show` shows.

Tool messages of a file are not believed: calls are run again, and what is shown is what they return.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime import Bundle, BundleError, Score, Task, score

from .rewards import MODES

ROLES: Final = ("system", "developer", "user", "assistant", "tool")
"""Who says a message."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One episode, played again."""

    line: int
    bundle: Bundle
    level: str
    task: Task
    policy: str
    seed: str
    score: Score
    rewards: tuple[float, ...]
    """One a turn."""

    @property
    def failed(self) -> bool:
        """Whether something lacks: a step, the answer or the goal."""
        score = self.score
        return not (score.solved == score.steps and score.answer_correct and score.goal_reached is not False)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that cannot be played again."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A line of a bundle that is not at hand."""

    line: int
    bundle: str
    """Its id."""
    name: str
    """Its name, as far as the line says it."""

    @classmethod
    def of(cls, line: int, trajectory: Mapping[str, Any]) -> Unnamed:
        """What *trajectory* says of its bundle."""
        name = trajectory.get("bundle_name")
        return cls(line, trajectory["bundle"], name if isinstance(name, str) else "")


def replays(
    lines: Iterable[bytes], bundles: Mapping[str, Bundle], mode: str = "solve_f1", task: str | None = None
) -> Iterator[Replay | Unread | Unnamed]:
    """The episodes of a JSONL file with *bundles* by id, rewarded by *mode*; of *task* alone (or its family)."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        read = read_trajectory(line)
        if isinstance(read, str):
            yield Unread(number, read)
        elif task is None or task in (read["task"], read["task"].partition("/")[0]):
            yield _replay(number, read, bundles, mode)


def read_trajectory(line: bytes) -> dict[str, Any] | str:
    """A line of a trajectory file, or what is wrong with it."""
    try:
        trajectory = json.loads(line.decode())
    except (ValueError, RecursionError):
        return "this is no JSON"
    wanted = {"bundle": str, "level": str, "task": str, "messages": list}
    if not isinstance(trajectory, dict) or any(not isinstance(trajectory.get(k), t) for k, t in wanted.items()):
        return f"a trajectory has {', '.join(wanted)}"
    if not all(isinstance(message, dict) for message in trajectory["messages"]):
        return "every message is an object with `role` and `content`"
    for number, message in enumerate(trajectory["messages"], start=1):
        if (role := message.get("role")) not in ROLES:
            said = "no role" if role is None else f"the role {json.dumps(role)[:40]}"
            return f"message {number} has {said}; there are {', '.join(ROLES)}"
    return trajectory


def _replay(
    number: int, trajectory: Mapping[str, Any], bundles: Mapping[str, Bundle], mode: str
) -> Replay | Unread | Unnamed:
    bundle = bundles.get(trajectory["bundle"])
    if bundle is None:
        return Unnamed.of(number, trajectory)
    try:
        scored = score(bundle, trajectory)
    except BundleError as problem:
        return Unread(number, str(problem))
    task = bundle.level(trajectory["level"]).tasks[trajectory["task"]]
    rewards = tuple(MODES[mode](task, scored.turns, bundle.manifest.reward))
    policy, seed = (str(trajectory.get(name, "")) for name in ("policy", "seed"))
    return Replay(number, bundle, trajectory["level"], task, policy, seed, scored, rewards)


__all__ = ["Replay", "Unnamed", "Unread", "read_trajectory", "replays"]
