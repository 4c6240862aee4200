"""Bundles in TRL's shape: the only module that knows TRL's environment interface (TRL 1.16, `environment_factory`).

TRL makes one object per rollout from a factory, calls `reset(**row)`, runs tools as its methods and hands the finished
conversation to a reward function. It derives tool schemas from signatures, which loses enums, bounds and nested types,
so the exact documents are put in their place after construction (`install_documents`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from toolwright.runtime import Bundle, Environment, Episode, Score, Task, score

from .parsing import parse_calls


class EpisodeSource:
    """The tasks of some bundles at one level, as TRL's dataset rows, factories and reward."""

    def __init__(self, bundles: Sequence[Bundle], level: str = "base") -> None:
        """Offer *bundles* at *level*."""
        self.level = level
        self.bundles = {bundle.name: bundle for bundle in bundles}
        self._environments = {bundle.name: bundle.environment(level) for bundle in bundles}

    def key(self, bundle: str, task: Task) -> str:
        """Name of the factory that serves *task*: tasks that offer the same tools share one."""
        return json.dumps([bundle, *task.tools])

    def rows(self, tasks: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        """Dataset rows for (bundle name, task id) pairs: `prompt`, `environment`, `bundle` and `task`."""
        rows = []
        for bundle, task_id in tasks:
            episode = self._environments[bundle].reset(task_id)
            key = self.key(bundle, episode.task)
            rows.append({"prompt": episode.messages, "environment": key, "bundle": bundle, "task": task_id})
        return rows

    def factories(self) -> dict[str, Callable[[], Any]]:
        """One factory a set of offered tools, by `key`."""
        made: dict[str, Callable[[], Any]] = {}
        for name, environment in self._environments.items():
            for task in environment.tasks.values():
                key = self.key(name, task)
                if key not in made:
                    made[key] = _environment_class(environment, task.tools)
        return made

    def install_documents(self, trainer: Any) -> None:
        """Give *trainer* the exact tool documents in place of those that it derived from signatures."""
        for key in trainer._env_tools:
            bundle, *tools = json.loads(key)
            documents = self._environments[bundle].documents
            trainer._env_tools[key] = [documents[name] for name in tools]

    def score(self, bundle: str, task: str, completion: Sequence[Mapping[str, Any]]) -> Score:
        """The score of a finished conversation: its calls are run again, its tool messages are not believed."""
        messages = [_as_written(message) for message in completion if message["role"] == "assistant"]
        return score(self.bundles[bundle], {"level": self.level, "task": task, "messages": messages})


def _as_written(message: Mapping[str, Any]) -> dict[str, Any]:
    """An assistant message of TRL's loop. A turn that TRL could not parse is text there: its calls are malformed."""
    if message.get("tool_calls"):
        return dict(message)
    return parse_calls(str(message.get("content") or "")).message()


def _environment_class(environment: Environment, tools: Sequence[str]) -> type:
    """A class whose public methods are *tools*, as TRL wants an environment to be."""

    def reset(self: Any, task: str = "", **_: Any) -> None:
        self._episode = environment.reset(task)

    namespace: dict[str, Any] = {"reset": reset}
    for number, name in enumerate(tools):
        # TRL shows a method's `__name__`; the attribute's own name keeps a tool called `reset` out of its way.
        namespace[f"tool_{number}"] = _tool_method(name, environment.documents[name])
    return type("BundleEnvironment", (), namespace)


def _tool_method(name: str, document: Mapping[str, Any]) -> Callable[..., str]:
    def call(self: Any, /, **arguments: Any) -> str:
        episode: Episode = self._episode
        if episode.done:
            return json.dumps({"error": "over", "message": "the episode is over"})
        return episode.call(name, arguments)

    call.__name__ = name
    call.__doc__ = document["function"]["description"]
    return call
