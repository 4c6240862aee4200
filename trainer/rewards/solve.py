"""`solve_f1`: the F1 of one turn by receipts (DESIGN.md 7)."""

from __future__ import annotations

from typing import Final

from toolwright.runtime import RewardSettings, Score, ScoredTurn
from toolwright.runtime.answers import final_text

from ..parsing import has_debris

_DEFAULTS: Final = RewardSettings()


def solve_f1(turn: ScoredTurn, settings: RewardSettings = _DEFAULTS) -> float:
    """The reward of one turn, from -0.5 to 1 under the default settings.

    With calls: 2q / (p + f), where p calls solved q of the f steps that could be solved; a penalty where
    nothing was open. Without: penalties for an empty text and for the debris of a call; for the right
    answer the share of the steps that are solved, so that a guess earns nothing; else 0.
    """
    if turn.calls:
        if turn.open == 0:
            return settings.repeat
        return 2 * turn.solved_now / (len(turn.calls) + turn.solvable)
    said = final_text(turn.text)
    if not said:
        return settings.empty
    if has_debris(said):
        return settings.malformed
    return turn.solved / turn.steps if turn.answer_correct else 0.0


def episode_reward(score: Score) -> float:
    """The reward of a whole episode, from 0 to 1: the mean of its Solve-F1 and its outcome, as the bundle
    weighs them. The outcome is the share of solved steps where the answer is right and the goal reached, else 0.
    """
    return score.reward
