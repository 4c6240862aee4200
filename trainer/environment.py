"""Bundles in TRL's shape: the only module that knows TRL's environment interface (TRL 1.16, `environment_factory`).

TRL makes one object per rollout from a factory, calls `reset(**row)`, runs tools as its methods and hands the finished
conversation to a reward function. It derives tool schemas from signatures, which loses enums, bounds and nested types,
so the exact documents are put in their place after construction (`install_documents`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from toolwright.runtime import Bundle, Environment, Episode, Score, Task, score

from .parsing import format_named, with_calls_of_text
from .tasks import LevelTask, by_name


class EpisodeSource:
    """The tasks of some bundles at some levels, as TRL's dataset rows, factories and scores."""

    def __init__(
        self,
        bundles: Sequence[Bundle],
        levels: Sequence[str] = ("base",),
        clock: Callable[[], float] = perf_counter,
        call_format: str | None = None,
    ) -> None:
        """Offer *bundles* at *levels*; *clock* says seconds.

        Calls that TRL left in a turn's text are read in *call_format*, or in the format whose marks stand there.
        Raises BundleError where a bundle lacks a level or two different ones have the same name, UnknownFormatError
        where there is no such format.
        """
        self._clock = clock
        self.call_format = format_named(call_format).name if call_format else None
        self.levels = tuple(levels)
        self.bundles = by_name(bundles)
        self.environments = {
            (name, level): bundle.environment(level) for name, bundle in self.bundles.items() for level in self.levels
        }
        self.spent = {"reset": 0.0, "call": 0.0, "score": 0.0}
        """Seconds that the environment has taken so far, by what it did."""

    def key(self, bundle: str, level: str, task: Task) -> str:
        """Name of the factory that serves *task*: tasks that offer the same tools share one."""
        return json.dumps([bundle, level, *task.tools])

    def row(self, bundle: str, level: str, task: str) -> dict[str, Any]:
        """The dataset row of one task: `prompt`, `environment`, `bundle`, `level` and `task`."""
        episode = self.environments[bundle, level].reset(task)
        key = self.key(bundle, level, episode.task)
        return {"prompt": episode.messages, "environment": key, "bundle": bundle, "level": level, "task": task}

    def rows(self, tasks: Iterable[LevelTask]) -> list[dict[str, Any]]:
        """The dataset rows of *tasks*."""
        return [self.row(*each) for each in tasks]

    def documents(self, bundle: str, level: str, task: str) -> list[dict[str, Any]]:
        """The documents of the tools that a task offers."""
        environment = self.environments[bundle, level]
        return [environment.documents[name] for name in environment.tasks[task].tools]

    def factories(self) -> dict[str, Callable[[], Any]]:
        """One factory a set of offered tools, by `key`."""
        made: dict[str, Callable[[], Any]] = {}
        for (name, level), environment in self.environments.items():
            for task in environment.tasks.values():
                key = self.key(name, level, task)
                if key not in made:
                    made[key] = self._environment_class(environment, task.tools)
        return made

    def install_documents(self, trainer: Any) -> None:
        """Give *trainer* the exact tool documents in place of those that it derived from signatures."""
        for key in trainer._env_tools:
            bundle, level, *tools = json.loads(key)
            documents = self.environments[bundle, level].documents
            trainer._env_tools[key] = [documents[name] for name in tools]

    def score(self, bundle: str, level: str, task: str, conversation: Sequence[Mapping[str, Any]]) -> Score:
        """The score of a finished conversation: its calls are run again, its tool messages are not believed."""
        with self._timed("score"):
            tools = self.documents(bundle, level, task)
            written = [message for message in conversation if message["role"] == "assistant"]
            messages = [as_written(message, self.call_format, tools) for message in written]
            return score(self.bundles[bundle], {"level": level, "task": task, "messages": messages})

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = self._clock()
        try:
            yield
        finally:
            self.spent[what] += self._clock() - started

    def _environment_class(self, environment: Environment, tools: Sequence[str]) -> type:
        """A class whose public methods are *tools*, as TRL wants an environment to be."""
        timed = self._timed

        def reset(self: Any, task: str = "", **_: Any) -> None:
            with timed("reset"):
                self._episode = environment.reset(task)

        def method(name: str) -> Callable[..., str]:
            def call(self: Any, /, **arguments: Any) -> str:
                episode: Episode = self._episode
                # An episode takes each call for a turn. Where turns end only TRL knows, so it is TRL that counts them.
                episode.done = False
                with timed("call"):
                    return episode.call(name, arguments)

            call.__name__ = name
            call.__doc__ = environment.documents[name]["function"]["description"]
            return call

        # TRL shows a method's `__name__`; the attribute's own name keeps a tool called `reset` out of its way.
        methods = {f"tool_{number}": method(name) for number, name in enumerate(tools)}
        return type("BundleEnvironment", (), {"reset": reset, **methods})


def as_written(
    message: Mapping[str, Any], call_format: str | None = None, tools: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """An assistant message of TRL's loop. A turn that TRL could not parse is text there: its calls are malformed.

    They are read in *call_format*, or in the format whose marks stand in the text, and typed by *tools* where that
    format writes values as bare text. Raises UnknownFormatError where there is no such format.
    """
    return with_calls_of_text({**message, "content": str(message.get("content") or "")}, call_format, tools)
