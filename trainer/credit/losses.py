"""What each turn of an episode lost: the credit of turns that no way of cutting an episode into turns can raise.

Turn rewards must not be added up. 2q / (p + f) is at most 1 in every turn, so a plan whose two steps could be asked
at once earns 1 in one turn, and 2/3 + 1 in two: a sum (discounted or not, and even a mean where the answer is wrong)
pays for asking one by one. So a turn's credit is the change of what the episode can still earn:

    V(c, s) = (a · 2n / (c + (n - s) + n) + b) / (a + b)

after c calls that solved s of n steps, since each open step costs one more call at least and the answer may still be
right; a and b are the bundle's weights of Solve-F1 and outcome. V is 1 at the start; at the end the episode's reward
R takes its place. A turn's loss V_after - V_before is 0 for calls that each solve a step, negative for a call that
solves none, and the last turn is charged with what the episode lacks: steps left open, a wrong answer, a goal missed.
The losses of an episode add up to R - 1 however its calls stand in turns. This is potential-based shaping (Ng, Harada
and Russell, 1999) with the best value that is still in reach as potential, which the plan gives exactly.

What a turn spoils that only the end shows (a write that makes the goal unreachable) is charged to the last turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from toolwright.runtime import RewardSettings, Score

_DEFAULTS: Final = RewardSettings()


@dataclass(frozen=True, slots=True)
class Credit:
    """An episode's reward, taken apart by turns."""

    reward: float
    losses: tuple[float, ...]
    """One a turn, 0 or less; they add up to `reward` - 1."""
    acts: tuple[int, ...]
    """How many things each turn did: its calls, malformed ones too, and 1 for a turn without calls."""


def credit(score: Score, settings: RewardSettings = _DEFAULTS) -> Credit:
    """Which turn lost how much of an episode's reward, under its bundle's *settings*.

    Without turns, or where the settings give nothing any weight, nothing is lost by any turn.
    """
    weights = settings.solve_weight + settings.answer_weight
    if not weights:
        return Credit(score.reward, (0.0,) * len(score.turns), _acts(score))
    before, calls, losses = 1.0, 0, []
    for turn in score.turns:
        calls += len(turn.calls)
        best = 2 * turn.steps / (calls + 2 * turn.steps - turn.solved)
        after = (settings.solve_weight * best + settings.answer_weight) / weights
        losses.append(after - before)
        before = after
    if losses:
        losses[-1] += score.reward - before
    return Credit(score.reward, tuple(losses), _acts(score))


def _acts(score: Score) -> tuple[int, ...]:
    return tuple(max(1, len(turn.calls)) for turn in score.turns)
