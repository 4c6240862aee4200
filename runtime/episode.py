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


class _Call(NamedTuple):
    """One call as it was run."""

    id: str
    name: str
    arguments: str
    observation: str
    error: str | None
    solved: int | None
    """Index of the step that is solved because of this call."""


class _Turn(NamedTuple):
    """One assistant turn as it was taken."""

    text: str
    calls: tuple[_Call, ...]
    answer_correct: bool | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An episode at one time, for `Episode.restore`."""

    task: str
    state: dict[str, Any]
    turns: tuple[_Turn, ...]
    messages: tuple[dict[str, Any], ...]
    matching: Matching
    answer_correct: bool
    done: bool


class Episode:
    """One attempt at one task. State is the episode's own; nothing leaks to another one."""

    __slots__ = (
        "_answer_correct",
        "_environment",
        "_matching",
        "_messages",
        "_runners",
        "_scored",
        "_told",
        "_turns",
        "_world",
        "done",
        "task",
    )

    def __init__(self, environment: Environment, task: Task) -> None:
        """Start with the task's question; `Environment.reset` is the usual way."""
        self._environment = environment
        self.task = task
        self._world = environment.machine.world()
        self._runners = environment.runners(task)
        self._matching = Matching()
        self._turns: list[_Turn] = []
        self._told = 0
        self._scored: list[ScoredTurn] = []
        self._messages: list[dict[str, Any]] | None = None
        self._answer_correct = False
        self.done = False
        """Whether the episode is over: the model answered, or its turns are used up."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation so far, in the OpenAI chat form."""
        if self._messages is None:
            policy = self._environment.bundle.manifest.policy
            system = f"{policy}\n\n{INSTRUCTION}" if policy else INSTRUCTION
            self._messages = [
                {"role": "system", "content": system},
                {"role": "user", "content": self.task.question},
            ]
        # Turns that `call` took are told only when somebody looks.
        for turn in self._turns[self._told :]:
            call_id = f"call_{len(self._messages)}"
            self._messages.append(_assistant(turn.calls[0].name, turn.calls[0].arguments, call_id))
            self._messages.append(_reply(call_id, turn.calls[0].observation))
        self._told = len(self._turns)
        return self._messages

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
        messages = self.messages
        messages.append(dict(message))
        if calls:
            turn = _Turn(text, tuple(self._run(*call) for call in calls))
        else:
            self._answer_correct = matches(self.task.answer, text)
            turn = _Turn(text, (), self._answer_correct)
        replies = [_reply(call.id, call.observation) for call in turn.calls]
        messages.extend(replies)
        self._turns.append(turn)
        self._told += 1
        self.done = not calls or len(self._turns) >= self._environment.settings.max_turns
        return replies

    def call(self, name: str, arguments: str | Mapping[str, Any]) -> str:
        """Make one call as a turn of its own; returns the observation. Raises EpisodeOverError after the end."""
        if self.done:
            raise EpisodeOverError("the episode is over")
        made = self._run("", name, arguments if isinstance(arguments, str) else canonical(dict(arguments)))
        turns = self._turns
        turns.append(_Turn("", (made,)))
        if len(turns) >= self._environment.settings.max_turns:
            self.done = True
        return made.observation

    def finish(self, text: str) -> None:
        """End the episode with a final answer. Raises EpisodeOverError after the end."""
        self.act({"role": "assistant", "content": text})

    def score(self) -> Score:
        """The score so far; an episode that was not finished has no right answer."""
        solved = frozenset(call.solved for turn in self._turns[: len(self._scored)] for call in turn.calls)
        for turn in self._turns[len(self._scored) :]:
            new = frozenset(call.solved for call in turn.calls)
            self._scored.append(self._score_of(turn, new - {None}, solved - {None}))
            solved |= new
        goal = self._environment.goal_reached(self.task, self._world)
        settings = self._environment.settings
        return episode_score(len(self.task.steps), self._scored, self._answer_correct, goal, settings)

    # -------------------------------------------------------------- state

    def snapshot(self) -> Snapshot:
        """The episode as it is now. Costs as much as there are turns and tables that were read; copies no row."""
        return Snapshot(
            self.task.id,
            self._world.snapshot(),
            tuple(self._turns),
            tuple(self.messages),
            self._matching.copy(),
            self._answer_correct,
            self.done,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to (or on from) *snapshot*, which may be of any episode of the same task and level.

        Raises ValueError where it is of another task.
        """
        if snapshot.task != self.task.id:
            raise ValueError(f"a snapshot of {snapshot.task} is none of {self.task.id}")
        self._world.restore(snapshot.state)
        self._turns, self._scored = list(snapshot.turns), []
        self._messages, self._told = list(snapshot.messages), len(snapshot.turns)
        self._matching = snapshot.matching.copy()
        self._answer_correct, self.done = snapshot.answer_correct, snapshot.done

    def fork(self) -> Episode:
        """An episode of its own that has come as far as this one: what either does next, the other does not see."""
        made = Episode(self._environment, self.task)
        made.restore(self.snapshot())
        return made

    def changes(self) -> list[Change]:
        """What the episode's world holds other than the bundle."""
        return self._world.changes()

    def state_hash(self) -> str:
        """SHA-256 of `changes`: equal for two episodes of one bundle exactly when their worlds hold the same."""
        return self._world.digest()

    # -------------------------------------------------------------- one call, one turn

    def _run(self, call_id: str, name: str, arguments: str) -> _Call:
        runner = self._runners.get(name)
        if runner is None:
            error = CallError(ErrorCode.UNKNOWN_TOOL, "there is no tool of this name")
            observation = canonical({"error": error.code, "message": error.message})
            return _Call(call_id, name, arguments, observation, error.code, None)
        seen = runner(self._world, arguments)
        shown = [i for i, step in enumerate(self.task.steps) if seen.receipt.holds(step.golden_fact)]
        solved = self._matching.add(shown) if shown else None
        return _Call(call_id, name, arguments, seen.text, seen.error.code if seen.error else None, solved)

    def _score_of(self, turn: _Turn, new: frozenset[int | None], before: frozenset[int | None]) -> ScoredTurn:
        steps = self.task.steps
        index = {step.id: i for i, step in enumerate(steps)}
        solvable = {
            i for i, step in enumerate(steps) if i not in before and all(index[name] in before for name in step.after)
        }
        return ScoredTurn(
            calls=tuple(
                CallRecord(
                    name=call.name,
                    arguments=call.arguments,
                    observation=call.observation,
                    error=call.error,
                    malformed=call.error == ErrorCode.MALFORMED_JSON,
                    solved=None if call.solved is None else steps[call.solved].id,
                )
                for call in turn.calls
            ),
            solved_now=len(new),
            solvable=len(solvable | new),
            open=len(steps) - len(before),
            steps=len(steps),
            solved=len(before | new),
            text=turn.text,
            answer_correct=turn.answer_correct,
        )


def _assistant(name: str, arguments: str, call_id: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": call_id, "type": "function", "function": function}],
    }


def _reply(call_id: str, observation: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": observation}


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
