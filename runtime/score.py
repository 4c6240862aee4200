"""Scored turns and scored episodes: what rewards and evaluation are computed from (DESIGN.md 6 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .bundle import RewardSettings


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of a turn, as it was run."""

    name: str
    arguments: str
    """The arguments as the model wrote them."""
    observation: str
    """What the model saw: JSON text."""
    error: str | None
    """The error's code, None for a call that succeeded."""
    malformed: bool
    """Whether the arguments were no JSON at all: a call that was meant but not made."""
    solved: str | None
    """Id of the step that is solved because of this call."""


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """One assistant turn: the numbers that turn rewards are made of."""

    calls: tuple[CallRecord, ...]
    solved_now: int
    """q: steps newly solved by the turn."""
    solvable: int
    """f: steps open before the turn and solvable then. A step that the turn solved counts, too, when what it depends
    on was not solved (another path than the golden one led there), so that q never exceeds f."""
    open: int
    """t: steps open before the turn."""
    steps: int
    """n: all steps of the task."""
    solved: int
    """s: steps solved after the turn."""
    text: str
    """The turn's text as the model wrote it, thinking included."""
    answer_correct: bool | None
    """Whether the text gives the right answer; None for a turn with calls."""


@dataclass(frozen=True, slots=True)
class Score:
    """A scored episode."""

    steps: int
    solved: int
    calls: int
    """Malformed calls count."""
    precision: float
    """Solve-P: solved / calls, 1 without calls (the paper's definition: read it beside Solve-R)."""
    recall: float
    """Solve-R: solved / steps."""
    f1: float
    """Solve-F1: 2 solved / (calls + steps)."""
    answer_correct: bool
    goal_reached: bool | None
    """Whether the state is as the task wants it; None for a task without goal."""
    reward: float
    """Weighted mean of Solve-F1 and of the outcome: the share of solved steps where the answer is correct, and the goal
    reached where there is one, else 0. So an answer that was guessed earns nothing."""
    turns: tuple[ScoredTurn, ...]


def episode_score(
    steps: int,
    turns: Sequence[ScoredTurn],
    answer_correct: bool,
    goal_reached: bool | None,
    settings: RewardSettings,
) -> Score:
    """The score of an episode from its turns and its outcome."""
    calls = sum(len(turn.calls) for turn in turns)
    solved = turns[-1].solved if turns else 0
    f1 = 2 * solved / (calls + steps)
    recall = solved / steps
    outcome = recall if answer_correct and goal_reached is not False else 0.0
    weights = settings.solve_weight + settings.answer_weight
    reward = (settings.solve_weight * f1 + settings.answer_weight * outcome) / weights if weights else 0.0
    return Score(
        steps=steps,
        solved=solved,
        calls=calls,
        precision=solved / calls if calls else 1.0,
        recall=recall,
        f1=f1,
        answer_correct=answer_correct,
        goal_reached=goal_reached,
        reward=reward,
        turns=tuple(turns),
    )
