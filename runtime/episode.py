"""One attempt at one task: turns in, observations out, and a score that comes from execution alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from .answers import matches
from .bundle import Bundle, Task
from .environment import Environment
from .errors import CallError, ErrorCode
from .facts import Facts
from .jsontext import arguments_text, canonical
from .matching import Matching
from .messages import call_of, kept, text_of
from .sandbox.package import SandboxUnavailableError
from .score import CallRecord, Score, ScoredTurn, episode_score
from .world import Change, Written

INSTRUCTION = (
    "Answer the question with the help of the tools. When you know the answer, write it on a line of its own "
    "that begins with `Answer:`."
)


class EpisodeOverError(Exception):
    """A turn after the episode's end."""


_Call: TypeAlias = tuple[str, str, str, str, str | None, int | None]
"""One call as it was run: id, tool, arguments, observation, the error's code, index of the step that it solved."""

_Turn: TypeAlias = tuple[str, tuple[_Call, ...], bool | None]
"""One assistant turn as it was taken: its text, its calls, whether it gives the right answer."""

_Taken: TypeAlias = _Turn | _Call
"""What is kept of a turn: of one that `Episode.call` took the call alone."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An episode at one time, for `Episode.restore`."""

    task: str
    state: dict[str, Any]
    turns: tuple[_Taken, ...]
    messages: tuple[dict[str, Any], ...]
    matching: Matching | None
    answer_correct: bool
    done: bool


class Episode:
    """One attempt at one task. State is the episode's own; nothing leaks to another one."""

    __slots__ = (
        "_answer_correct",
        "_matching",
        "_messages",
        "_plan",
        "_scored",
        "_told",
        "_turns",
        "_world",
        "done",
        "environment",
        "task",
    )

    def __init__(self, environment: Environment, task: Task) -> None:
        """Start with the task's question; `Environment.reset` is the usual way."""
        self.environment = environment
        """What all episodes of its level share."""
        self.task = task
        self._world = environment.machine.world()
        self._plan = environment.plan(task)
        self._matching: Matching | None = None
        self._turns: list[_Taken] = []
        self._told = 0
        self._scored: list[ScoredTurn] | None = None
        self._messages: list[dict[str, Any]] | None = None
        self._answer_correct = False
        self.done = False
        """Whether the episode is over: the model answered, or its turns are used up."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation so far, in the OpenAI chat form."""
        if self._messages is None:
            policy = self.environment.bundle.manifest.policy
            system = f"{policy}\n\n{INSTRUCTION}" if policy else INSTRUCTION
            self._messages = [
                {"role": "system", "content": system},
                {"role": "user", "content": self.task.question},
            ]
        # Turns that `call` took are told only when somebody looks.
        for turn in self._turns[self._told :]:
            _, name, arguments, observation, _, _ = _turn(turn)[1][0]
            call_id = f"call_{len(self._messages)}"
            self._messages += (_assistant(name, arguments, call_id), _reply(call_id, observation))
        self._told = len(self._turns)
        return self._messages

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The documents of the tools that the task offers."""
        return [self.environment.documents[name] for name in self.task.tools]

    def act(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take one assistant turn in the OpenAI chat form; returns (and appends) the tool messages.

        A turn without tool calls is the final one. Raises EpisodeOverError after the end. Raises
        SandboxUnavailableError where extern functions cannot be run right now: the turn was not taken then.
        """
        if self.done:
            raise EpisodeOverError("the episode is over")
        text = text_of(message.get("content"))
        calls = [call_of(entry) for entry in message.get("tool_calls") or ()]
        made = self._made(calls)
        messages = self.messages
        messages.append(kept(message))
        if calls:
            self._turns.append((text, made, None))
        else:
            self._answer_correct = matches(self.task.answer, text)
            self._turns.append((text, made, self._answer_correct))
        replies = [_reply(call_id, observation) for call_id, _, _, observation, _, _ in made]
        messages.extend(replies)
        self._told += 1
        self.done = not calls or len(self._turns) >= self._plan.max_turns
        return replies

    def call(self, name: str, arguments: str | Mapping[str, Any]) -> str:
        """Make one call as a turn of its own; returns the observation.

        Raises what `act` raises, and TypeError where *arguments* hold what JSON has no kind for.
        """
        if self.done:
            raise EpisodeOverError("the episode is over")
        made = self._run("", name, arguments if isinstance(arguments, str) else arguments_text(dict(arguments)))
        turns = self._turns
        turns.append(made)
        if len(turns) >= self._plan.max_turns:
            self.done = True
        return made[3]

    def finish(self, text: str) -> None:
        """End the episode with a final answer. Raises EpisodeOverError after the end, TypeError for what is no text."""
        if not isinstance(text, str):
            raise TypeError(f"a final answer is a text, not {type(text).__name__}")
        self.act({"role": "assistant", "content": text})

    def score(self) -> Score:
        """The score so far; an episode that was not finished has no right answer."""
        scored = self._scored = self._scored or []
        turns = list(map(_turn, self._turns))
        solved = _solved(turns[: len(scored)])
        for turn in turns[len(scored) :]:
            new = _solved((turn,))
            scored.append(self._score_of(turn, new, solved))
            solved |= new
        goal = self.environment.goal_reached(self.task, self._world)
        settings = self.environment.settings
        return episode_score(len(self.task.steps), scored, self._answer_correct, goal, settings)

    # -------------------------------------------------------------- state

    def snapshot(self) -> Snapshot:
        """The episode as it is now. Costs as much as there are turns and tables that were read; copies no row."""
        return Snapshot(
            self.task.id,
            self._world.snapshot(),
            tuple(self._turns),
            tuple(self.messages),
            self._matching and self._matching.copy(),
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
        self._turns, self._scored = list(snapshot.turns), None
        self._messages, self._told = list(snapshot.messages), len(snapshot.turns)
        self._matching = snapshot.matching and snapshot.matching.copy()
        self._answer_correct, self.done = snapshot.answer_correct, snapshot.done

    def fork(self) -> Episode:
        """An episode of its own that has come as far as this one: what either does next, the other does not see."""
        made = Episode(self.environment, self.task)
        made.restore(self.snapshot())
        return made

    def changes(self) -> list[Change]:
        """What the episode's world holds other than the bundle."""
        return self._world.changes()

    def state_hash(self) -> str:
        """SHA-256 of `changes`: equal for two episodes of one bundle exactly when their worlds hold the same."""
        return self._world.digest()

    # -------------------------------------------------------------- one call, one turn

    def _made(self, calls: Sequence[tuple[str, str, str]]) -> tuple[_Call, ...]:
        """The calls of one turn: all of them, or none where one cannot be run."""
        if len(calls) < 2 or not self.environment.has_externs:
            return tuple(self._run(*call) for call in calls)
        before = self.snapshot()
        try:
            return tuple(self._run(*call) for call in calls)
        except SandboxUnavailableError:
            self.restore(before)
            raise

    def _run(self, call_id: str, name: str, arguments: str) -> _Call:
        plan = self._plan
        try:
            runner = plan.runners[name]
        except KeyError:
            error = CallError(ErrorCode.UNKNOWN_TOOL, "there is no tool of this name")
            observation = canonical({"error": error.code, "message": error.message})
            return call_id, name, arguments, observation, error.code, None
        observation, code, facts, writes = runner(self._world, arguments)
        wanted = plan.wanted
        for some in facts:
            if not wanted.apart(some):
                break
        else:
            for _, _, key, _ in writes:
                if key in wanted.written and wanted.touched(writes):
                    break
            else:
                return call_id, name, arguments, observation, code, None
        return call_id, name, arguments, observation, code, self._solved_by(facts, writes)

    def _solved_by(self, facts: Iterable[Facts], writes: Sequence[Written]) -> int | None:
        """The step that a call solves which showed *facts* and made *writes*."""
        shown = self._plan.wanted.shown(facts, writes)
        if not shown:
            return None
        if self._matching is None:
            self._matching = Matching()
        return self._matching.add(shown)

    def _score_of(self, turn: _Turn, new: frozenset[int], before: frozenset[int]) -> ScoredTurn:
        text, calls, answer_correct = turn
        steps = self.task.steps
        index = {step.id: i for i, step in enumerate(steps)}
        solvable = {
            i for i, step in enumerate(steps) if i not in before and all(index[name] in before for name in step.after)
        }
        return ScoredTurn(
            calls=tuple(
                CallRecord(
                    name=name,
                    arguments=arguments,
                    observation=observation,
                    error=code,
                    malformed=code == ErrorCode.MALFORMED_JSON,
                    solved=None if solved is None else steps[solved].id,
                )
                for _, name, arguments, observation, code, solved in calls
            ),
            solved_now=len(new),
            solvable=len(solvable | new),
            open=len(steps) - len(before),
            steps=len(steps),
            solved=len(before | new),
            text=text,
            answer_correct=answer_correct,
        )


def _turn(taken: _Taken) -> _Turn:
    return taken if len(taken) == 3 else ("", (taken,), None)


def _solved(turns: Iterable[_Turn]) -> frozenset[int]:
    return frozenset(call[5] for _, calls, _ in turns for call in calls if call[5] is not None)


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

    Raises BundleError where the trajectory names a level or a task that the bundle does not have.
    """
    episode = bundle.environment(trajectory["level"]).reset(trajectory["task"])
    for message in trajectory["messages"]:
        if isinstance(message, Mapping) and message.get("role") == "assistant" and not episode.done:
            episode.act(message)
    return episode.score()
