"""What the search for shortcuts asks of those who make it: calls, and the plan to be cut short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from toolwright.runtime.facts import Fact
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.machine import Observation

from .draws import Draws

Value = TypeVar("Value")


class Calls(Protocol):
    """What a search calls: tools over the rows of a world that nothing was written to."""

    @property
    def tools(self) -> Mapping[str, Tool]:
        """All tools by name."""

    @property
    def rows(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Entity to its rows, plain cells by field name."""

    @property
    def draws(self) -> Draws:
        """Where the tools' parameters take their values from."""

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """What one call gives."""

    def once(self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        """What *make* gives, made when it is first asked for under *key*."""

    def knows(self, text: str) -> None:
        """Say that a search got to know *text*: which tools it is given to hangs on the columns that hold it."""


class PlanStep(Protocol):
    """A step of a plan."""

    @property
    def id(self) -> str:
        """Its name in the plan."""

    @property
    def question(self) -> str:
        """What it asks."""

    @property
    def after(self) -> Sequence[str]:
        """The steps that it comes after."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Those of its golden call."""

    @property
    def golden_fact(self) -> Fact:
        """The fact that solves it."""

    @property
    def answer(self) -> Any:
        """What its golden call gives."""


class Plan(Protocol):
    """What a search may find a shorter way through: a task of a bundle, or one in the making."""

    @property
    def question(self) -> str:
        """The question as the model sees it."""

    @property
    def steps(self) -> Sequence[PlanStep]:
        """The steps, each after those that it hangs on."""

    @property
    def tools(self) -> Sequence[str]:
        """Names of the tools that may be called."""
