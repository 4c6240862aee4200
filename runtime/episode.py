"""One attempt at one task: turns in, observations out, and a score that comes from execution alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .answers import matches
from .bundle import Bundle, Task
from .environment import Environment
from .errors import CallError, ErrorCode
from .facts import NOTHING
from .jsontext import canonical
from .matching import Matching
from .score import CallRecord, Score, ScoredTurn, episode_score

INSTRUCTION = (
    "Answer the question with the help of the tools. When you know the answer, write it on a line of its own "
    "that begins with `Answer:`."
)


class EpisodeOverError(Exception):
    """A turn after the episode's end."""


class Episode:
    """One attempt at one task. State is the episode's own; nothing leaks to another one."""

    def __init__(self, environment: Environment, task: Task) -> None:
        """Start with the task's question; `Environment.reset` is the usual way."""
        self._environment = environment
        self.task = task
        self._world = environment.machine.world()
        self._pristine = True
        self._matching = Matching()
        self._turns: list[ScoredTurn] = []
        self._answer_correct = False
        self.done = False
        """Whether the episode is over: the model answered, or its turns are used up."""
        policy = environment.bundle.manifest.policy
        system = f"{policy}\n\n{INSTRUCTION}" if policy else INSTRUCTION
        self.messages: list[dict[str, Any]] = [
            {"role": "system", "content": system},
            {"role": "user", "content": task.question},
        ]
        """The conversation so far, in the OpenAI chat form."""
        self._step_index = {step.id: i for i, step in enumerate(task.steps)}

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The documents of the tools that the task offers."""
        return [self._environment.documents[name] for name in self.task.tools]

    def act(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take one assistant turn in the OpenAI chat form; returns (and appends) the tool messages.

        A turn without tool calls is the final one. Raises EpisodeOverError after the end.
        """
        if self.done:
            raise EpisodeOverError("the episode is over")
        content = message.get("content")
        text = content if isinstance(content, str) else ""
        calls = [_call(entry) for entry in message.get("tool_calls") or ()]
        self.messages.append(dict(message))
        if not calls:
            self._finish(text)
            return []
        records, replies = self._run(calls)
        self.messages.extend(replies)
        self._turns.append(self._scored(text, records))
        if len(self._turns) >= self._environment.settings.max_turns:
            self.done = True
        return replies

    def call(self, name: str, arguments: str | Mapping[str, Any]) -> str:
        """Make one call as a turn of its own; returns the observation. Raises EpisodeOverError after the end."""
        text = arguments if isinstance(arguments, str) else canonical(dict(arguments))
        function = {"name": name, "arguments": text}
        entry = {"id": f"call_{len(self.messages)}", "type": "function", "function": function}
        replies = self.act({"role": "assistant", "content": "", "tool_calls": [entry]})
        return str(replies[0]["content"])

    def finish(self, text: str) -> None:
        """End the episode with a final answer. Raises EpisodeOverError after the end."""
        self.act({"role": "assistant", "content": text})

    def score(self) -> Score:
        """The score so far; an episode that was not finished has no right answer."""
        goal = self._environment.goal_reached(self.task, self._world)
        settings = self._environment.settings
        return episode_score(len(self.task.steps), self._turns, self._answer_correct, goal, settings)

    def _finish(self, text: str) -> None:
        self._answer_correct = matches(self.task.answer, text)
        self._turns.append(self._scored(text, (), self._answer_correct))
        self.done = True

    def _run(self, calls: Sequence[tuple[str, str, str]]) -> tuple[list[CallRecord], list[dict[str, Any]]]:
        records, replies = [], []
        for call_id, name, arguments in calls:
            if name in self.task.tools:
                seen = self._environment.machine.call(self._world, name, arguments, self._pristine)
                self._pristine = self._pristine and not seen.receipt.writes
                text, error, receipt = seen.text, seen.error, seen.receipt
            else:
                error = CallError(ErrorCode.UNKNOWN_TOOL, "there is no tool of this name")
                text, receipt = canonical({"error": error.code, "message": error.message}), NOTHING
            shown = [i for i, step in enumerate(self.task.steps) if receipt.holds(step.golden_fact)]
            solved = self._matching.add(shown)
            code = error.code if error else None
            records.append(
                CallRecord(
                    name=name,
                    arguments=arguments,
                    observation=text,
                    error=code,
                    malformed=code == ErrorCode.MALFORMED_JSON,
                    solved=None if solved is None else self.task.steps[solved].id,
                )
            )
            replies.append({"role": "tool", "tool_call_id": call_id, "content": text})
        return records, replies

    def _scored(self, text: str, records: Sequence[CallRecord], answer_correct: bool | None = None) -> ScoredTurn:
        now = self._matching.solved
        new = {self._step_index[r.solved] for r in records if r.solved is not None}
        before = now - new
        solvable = {i for i in range(len(self.task.steps)) if i not in before and self._ready(i, before)}
        return ScoredTurn(
            calls=tuple(records),
            solved_now=len(new),
            solvable=len(solvable | new),
            open=len(self.task.steps) - len(before),
            steps=len(self.task.steps),
            solved=len(now),
            text=text,
            answer_correct=answer_correct,
        )

    def _ready(self, step: int, solved: frozenset[int]) -> bool:
        return all(self._step_index[name] in solved for name in self.task.steps[step].after)


def score(bundle: Bundle, trajectory: Mapping[str, Any]) -> Score:
    """The score of a recorded trajectory: its assistant turns are run again, its tool messages are not believed.

    Raises KeyError where the trajectory names a task that the bundle does not have, BundleError for its level.
    """
    episode = bundle.environment(trajectory["level"]).reset(trajectory["task"])
    for message in trajectory["messages"]:
        if isinstance(message, Mapping) and message.get("role") == "assistant" and not episode.done:
            episode.act(message)
    return episode.score()


def _call(entry: Any) -> tuple[str, str, str]:
    """Id, name and arguments text of an OpenAI tool call, however odd it is."""
    function = entry.get("function") if isinstance(entry, Mapping) else None
    function = function if isinstance(function, Mapping) else {}
    arguments = function.get("arguments", "")
    if not isinstance(arguments, str):
        try:
            arguments = canonical(arguments)
        except (TypeError, ValueError):
            arguments = ""
    name = function.get("name")
    call_id = entry.get("id") if isinstance(entry, Mapping) else None
    return str(call_id or ""), name if isinstance(name, str) else "", arguments
