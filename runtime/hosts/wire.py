"""What is sent over HTTP: one model for each request and reply. Server, client and OpenAPI document read the same."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from ..score import Score

MAX_BODY: Final = 4 * 1024 * 1024
"""Bytes of a request's body; arguments of 1 MiB fit however they are escaped for JSON by usual writers."""
TOO_LARGE: Final = f"a request has at most {MAX_BODY} bytes"

SCORE: TypeAdapter[Score] = TypeAdapter(Score)
"""Scores are sent as they are, every turn and call included."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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


class _Chat(BaseModel):
    """A part of a message as servers of models write it: what they add to the OpenAI form is kept."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)


class ContentPart(_Chat):
    """A part of what was said; only text counts."""

    type: Literal["text", "refusal", "thinking", "reasoning"] = "text"
    text: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.type == "text" and self.text is None:
            raise PydanticCustomError("no_text", "a part that is text has `text`")
        return self


class FunctionCall(_Chat):
    """Which tool is called, and how."""

    name: str
    arguments: str | dict[str, Any] | None = None
    """The text that the model wrote, which is read strictly; an object where there is no such text."""


class ToolCall(_Chat):
    """A call. What the model wrote wrong belongs here, too: it counts as a wrong call."""

    id: str | None = None
    type: Literal["function"] | None = None
    function: FunctionCall


class AssistantMessage(_Chat):
    """A message of a model, in the OpenAI chat form."""

    role: Literal["assistant"] | None = None
    """May be left out where the message says something."""
    content: str | Annotated[list[ContentPart], Field(fail_fast=True)] | None = None
    tool_calls: Annotated[list[ToolCall], Field(fail_fast=True)] | None = None
    function_call: None = None
    """The form before tools, which is not taken."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.role is None and self.content is None and not self.tool_calls:
            raise PydanticCustomError("empty", "give `content` or `tool_calls`")
        return self


class Act(_Wire):
    """An assistant turn, with any number of calls; without one it is the final answer."""

    message: AssistantMessage
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
