"""What two sets of tasks share: questions, facts and tools (decontamination)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from toolwright.runtime import Environment, Task
from toolwright.runtime.jsontext import canonical

TRACES: Final = "traces.json"
"""The file of a dataset's folder that holds the traces of its tasks."""

_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a set of tasks is made of, by hashes."""

    questions: Mapping[str, tuple[str, ...]]
    """Question (words in lower case) to the tasks that ask it."""
    facts: Mapping[str, tuple[str, ...]]
    """Fact of a step to the tasks that ask for it."""
    tools: Mapping[str, tuple[str, ...]]
    """Document of a golden call's tool to the tasks that need it."""

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Traces:
        """What `to_json` gave. Raises ValueError where *data* is nothing of the kind."""
        try:
            parts = [data[name] for name in ("questions", "facts", "tools")]
            return cls(*({str(key): tuple(map(str, own)) for key, own in part.items()} for part in parts))
        except (TypeError, KeyError, AttributeError) as problem:
            raise ValueError("these are no traces of a dataset") from problem


@dataclass(frozen=True, slots=True)
class Shared:
    """What is shared in one respect."""

    own: int
    """Different things here."""
    other: int
    """Different things there."""
    both: int
    tasks: tuple[str, ...]
    """Tasks here that have something of what is shared: `bundle/level/task`."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What the tasks here share with those there."""

    question: Shared
    fact: Shared
    tool: Shared

    def to_json(self) -> dict[str, Any]:
        """The figures as plain data."""
        return asdict(self)


def traces(tasks: Iterable[tuple[Environment, Task]]) -> Traces:
    """What *tasks* are made of.

    A fact is named by its bundle's rows: the same entity, key and field with the same value are the same fact in
    every bundle. A tool is told by its document, without its name: what it says and takes.
    """
    questions: dict[str, list[str]] = {}
    facts: dict[str, list[str]] = {}
    tools: dict[str, list[str]] = {}
    for environment, task in tasks:
        name = f"{environment.bundle.name}/{environment.level}/{task.id}"
        _add(questions, " ".join(_WORDS.findall(task.question.lower())), name)
        for step in task.steps:
            _add(facts, canonical([step.fact, step.answer]), name)
            function = environment.documents[step.tool]["function"]
            _add(tools, canonical([function["description"], function["parameters"]]), name)
    return Traces(*({key: tuple(own) for key, own in each.items()} for each in (questions, facts, tools)))


def overlap(own: Traces, other: Traces) -> Overlap:
    """What *own* shares with *other*."""
    return Overlap(
        _shared(own.questions, other.questions), _shared(own.facts, other.facts), _shared(own.tools, other.tools)
    )


def _shared(own: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> Shared:
    both = [key for key in own if key in other]
    tasks = dict.fromkeys(task for key in both for task in own[key])
    return Shared(len(own), len(other), len(both), tuple(tasks))


def _add(into: dict[str, list[str]], what: str, name: str) -> None:
    named = into.setdefault(hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:24], [])
    if name not in named[-1:]:
        named.append(name)


__all__ = ["TRACES", "Overlap", "Shared", "Traces", "overlap", "traces"]
