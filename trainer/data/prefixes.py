"""Prefixes: a trajectory cut at each point where the model must act (the paper's unit of training).

In a round of collection the policy of the round before plays every task, and each turn that made calls gives one more
prefix, with what is still open then. A task so gives as many prefixes as its trajectory has turns, the question alone
being the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime import Environment, Score, Task
from toolwright.runtime.jsontext import compact

from .chat import chat_form

MOST_TURNS: Final = 20
"""So many turns are followed, as in the paper; a bundle's own `max_turns` ends episodes earlier."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """A conversation in which the assistant must act, and what is open in it."""

    bundle: str
    """The bundle's name."""
    level: str
    task: Task
    turn: int
    """How many turns the assistant has taken."""
    messages: tuple[Mapping[str, Any], ...]
    """In the OpenAI chat form, with the observations that the runtime gave."""
    solved: frozenset[str]
    """Ids of the steps that are solved."""

    @property
    def open(self) -> tuple[str, ...]:
        """Ids of the steps that are open, in the plan's order: the paper's unsolved set."""
        return tuple(step.id for step in self.task.steps if step.id not in self.solved)

    @property
    def solve_rate(self) -> float:
        """Share of the steps that are solved: 1 - open / all."""
        return len(self.solved) / len(self.task.steps)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Equal for prefixes that a policy cannot tell apart."""
        return self.bundle, self.level, self.task.id, compact(chat_form(self.messages))


@dataclass(frozen=True, slots=True)
class Followed:
    """A trajectory, played again."""

    prefixes: tuple[Prefix, ...]
    """One before each turn, and none behind the last."""
    turns: tuple[Mapping[str, Any], ...]
    """The assistant's message at each prefix."""
    messages: tuple[Mapping[str, Any], ...]
    """The whole conversation, with the observations that the runtime gave."""
    score: Score


def follow(environment: Environment, trajectory: Mapping[str, Any], most: int = MOST_TURNS) -> Followed:
    """Play *trajectory* (a line of a trajectory file) again and cut it before each of its first *most* turns.

    Its tool messages are not believed. What it says behind the episode's end is left out. Raises BundleError where the
    level has no such task.
    """
    episode = environment.reset(trajectory["task"])
    turns: list[Mapping[str, Any]] = []
    lengths: list[int] = []
    for message in trajectory["messages"]:
        if isinstance(message, Mapping) and message.get("role") == "assistant" and not episode.done:
            lengths.append(len(episode.messages))
            turns.append(message)
            episode.act(message)
    score, messages = episode.score(), tuple(episode.messages)
    solved: set[str] = set()
    prefixes = []
    for number, (length, scored) in enumerate(zip(lengths[:most], score.turns, strict=False)):
        before = frozenset(solved)
        prefixes.append(
            Prefix(environment.bundle.name, environment.level, episode.task, number, messages[:length], before)
        )
        solved.update(call.solved for call in scored.calls if call.solved is not None)
    return Followed(tuple(prefixes), tuple(turns[:most]), messages, score)
