"""The ports that policies fit, and what passes through them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias, runtime_checkable

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

    @property
    def turn_seed(self) -> int:
        """The turn's own seed, 31 bits: what a model draws from, whatever is generated beside it."""
        digest = hashlib.sha256(f"{self.seed}/{self.turn}".encode()).digest()
        return int.from_bytes(digest[:4], "big") >> 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model gave in one situation."""

    message: dict[str, Any]
    """One assistant message, in the OpenAI chat form."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    finish: str = "stop"
    """Why it ended: `stop`, `tool_calls`, `length` (cut by the limit of a turn), `context` (the conversation does not
    fit; the message is empty), or what a server calls it."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How models are sampled."""

    temperature: float = 0.0
    """0 is greedy."""
    max_tokens: int = 512
    """At most so many tokens a turn."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is spoken to and understood, where its chat template leaves that open or does not tell."""

    thinking: bool | None = None
    """What the template is told about thinking, for models that can do both; None tells it nothing."""
    call_format: str | None = None
    """The format in which it writes calls, by a name of `parsing.FORMATS`; None takes the one that its template asks
    for."""


class TurnFailed(Exception):
    """A policy could not act in one situation; what else is played may go well."""


class PolicyRefused(Exception):
    """A policy will not act in any situation, whatever is tried."""


class Policy(Protocol):
    """Acts on many conversations at a time."""

    @property
    def name(self) -> str:
        """What trajectories say about where they come from."""

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message, in the OpenAI chat form, for each situation."""


@runtime_checkable
class ModelPolicy(Policy, Protocol):
    """Acts on many conversations at a time and counts tokens."""

    def replies(self, batch: Sequence[Situation]) -> list[Reply]:
        """One reply for each situation."""


@runtime_checkable
class AsyncPolicy(Protocol):
    """Acts on one conversation while others wait: a model behind a network."""

    @property
    def name(self) -> str:
        """What trajectories say about where they come from."""

    async def __aenter__(self) -> Self:
        """Open what is needed. Raises PolicyRefused where nobody is there."""

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    async def turn(self, situation: Situation) -> Reply:
        """One reply. Raises TurnFailed or PolicyRefused."""


AnyPolicy: TypeAlias = Policy | AsyncPolicy


def tool_call(call_id: str, name: str, arguments: str) -> dict[str, Any]:
    """A call in the OpenAI chat form; *arguments* is JSON text."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def numbered(message: dict[str, Any], turn: int) -> dict[str, Any]:
    """*message* with ids of its calls that are its place's alone, so that the same turn reads the same in any engine.

    Nine letters and digits, since Mistral's chat templates refuse others.
    """
    calls = message.get("tool_calls")
    if not calls:
        return message
    return {**message, "tool_calls": [{**call, "id": f"call{turn:02}{i:03}"} for i, call in enumerate(calls)]}
