"""What is sent over HTTP: one model for each request and reply. Server, client and OpenAPI document read the same."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..score import Score

SCORE: TypeAdapter[Score] = TypeAdapter(Score)
"""Scores are sent as they are, every turn and call included."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LevelFound(_Wire):
    """A level of a bundle."""

    name: str
    operators: dict[str, int]
    """The scaling operators that made it, with their strengths."""
    tools: int
    tasks: int


class BundleFound(_Wire):
    """A bundle that is served."""

    name: str
    id: str
    """SHA-256 of its content."""
    title: str
    levels: list[LevelFound]


class BundlesFound(_Wire):
    """All that is served."""

    bundles: list[BundleFound]


class TaskFound(_Wire):
    """A task, without what would give its answer away."""

    id: str
    kind: str
    question: str


class TasksFound(_Wire):
    """Some tasks of a level, from *offset* on."""

    total: int
    offset: int
    tasks: list[TaskFound]


class Create(_Wire):
    """Which task to begin."""

    bundle: str | None = None
    """May be left out where one bundle is served."""
    level: str = "base"
    task: str | None = None
    """The first task where it is left out."""


class Created(_Wire):
    """A session, as it stands."""

    session: str
    """Its id. Whoever knows it can use the session."""
    bundle: str
    bundle_id: str
    level: str
    task: str
    turns: int
    """How many turns were taken."""
    done: bool
    messages: list[dict[str, Any]]
    """The conversation so far, in the OpenAI chat form."""
    tools: list[dict[str, Any]]
    """The documents of the tools that the task offers."""


class Tools(_Wire):
    """The tools of a task."""

    tools: list[dict[str, Any]]


class Call(_Wire):
    """A call, which is a turn of its own."""

    name: str
    arguments: str | dict[str, Any]
    """The text that the model wrote, which is read strictly; an object where there is no such text."""
    turn: int | None = Field(default=None, ge=0)
    """How many turns were taken before. With it a request may be sent again: no turn is taken twice."""


class Called(_Wire):
    """What a call gave."""

    observation: str
    """JSON text, for the model as it is."""
    done: bool
    """Whether the episode is over, its turns being used up."""


class Act(_Wire):
    """An assistant turn, with any number of calls; without one it is the final answer."""

    message: dict[str, Any]
    """In the OpenAI chat form."""
    turn: int | None = Field(default=None, ge=0)
    """As in Call."""


class Acted(_Wire):
    """What a turn gave."""

    messages: list[dict[str, Any]]
    """The tool messages."""
    done: bool


class Finish(_Wire):
    """The final answer."""

    text: str
    turn: int | None = Field(default=None, ge=0)
    """As in Call."""


class Well(_Wire):
    """The server is well."""

    status: str
    sessions: int
    """How many are open."""
