"""Episodes for tests: tasks, turns and golden calls in the form in which models send them."""

from __future__ import annotations

import json
from typing import Any

from toolwright.runtime import Bundle, Episode, Task

MALFORMED = ("{", "", "nul", '{"a": 1', "[1,]", "{'a': 1}")


def longest(bundle: Bundle, level: str = "base") -> Task:
    """A task with the most steps."""
    return max(bundle.level(level).tasks.values(), key=lambda task: len(task.steps))


def start(bundle: Bundle, task: Task | str, level: str = "base") -> Episode:
    """An episode of a task."""
    return bundle.environment(level).reset(task if isinstance(task, str) else task.id)


def call(name: str, arguments: Any) -> dict[str, Any]:
    """A tool call in the OpenAI form."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": f"c{name}", "type": "function", "function": {"name": name, "arguments": text}}


def turn(*calls: dict[str, Any], text: str = "") -> dict[str, Any]:
    """An assistant turn."""
    return {"role": "assistant", "content": text, "tool_calls": list(calls)}


def golden(task: Task, *steps: int) -> list[dict[str, Any]]:
    """The golden calls of some steps, all of them when none is named."""
    return [call(task.steps[i].tool, task.steps[i].arguments) for i in steps or range(len(task.steps))]
