"""Tasks whose plans have been run: what stage 1 gives to all later stages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl.source import Span
from toolwright.runtime import bundle as fmt
from toolwright.runtime.facts import Fact, fact_to_json


@dataclass(frozen=True)
class GoldenStep:
    """A step of one task after its golden call was made."""

    id: str
    question: str
    after: tuple[str, ...]
    tool: str
    arguments: dict[str, Any]
    fact: Fact
    answer: Any
    span: Span
    """Where the spec asks for it."""


@dataclass(frozen=True)
class GoldenTask:
    """A task whose plan has been run; `compiler.deploy` writes it, `compiler.prove` proves it."""

    id: str
    kind: str
    question: str
    steps: tuple[GoldenStep, ...]
    answer: fmt.TaskAnswer
    goal: Any
    family: str
    """The task declaration or the pattern that it was made from."""
    span: Span
    offered: tuple[str, ...] = ()
    """Names of the tools that it is offered; all that are no distractors where there are none."""

    def row(self, tools: Sequence[str]) -> fmt.Task:
        """The task as a row of `tasks.jsonl`, offering what it names itself, or else *tools*."""
        steps = tuple(
            fmt.Step(
                id=step.id,
                question=step.question,
                after=step.after,
                tool=step.tool,
                arguments=step.arguments,
                fact=fact_to_json(step.fact),
                answer=step.answer,
            )
            for step in self.steps
        )
        return fmt.Task(
            id=self.id,
            kind=self.kind,
            question=self.question,
            steps=steps,
            answer=self.answer,
            goal=self.goal,
            tools=self.offered or tuple(tools),
            seed=int(stable_hash(self.id)[:8], 16),
        )


def stable_hash(text: str) -> str:
    """SHA-256 of *text* in hex: the same on every machine and day, unlike `hash`."""
    return hashlib.sha256(text.encode()).hexdigest()
