"""The port that every policy fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from toolwright.runtime import Task


@dataclass(frozen=True, slots=True)
class Situation:
    """A conversation in which the assistant must act."""

    messages: Sequence[Mapping[str, Any]]
    """The conversation so far, in the OpenAI chat form."""
    tools: Sequence[Mapping[str, Any]]
    """Documents of the tools on offer."""
    task: Task
    """What is being attempted. Scripted policies read the plan from it; a model must not."""
    seed: int
    """The episode's own seed."""

    @property
    def turn(self) -> int:
        """How many turns the assistant has taken."""
        return sum(message["role"] == "assistant" for message in self.messages)


class Policy(Protocol):
    """Acts on many conversations at a time."""

    @property
    def name(self) -> str:
        """What trajectories say about where they come from."""

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message, in the OpenAI chat form, for each situation."""


def tool_call(call_id: str, name: str, arguments: str) -> dict[str, Any]:
    """A call in the OpenAI chat form; *arguments* is JSON text."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
