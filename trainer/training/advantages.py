"""From judged rollouts to advantages: plain numbers, over the whole batch of all processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..config.models import RolloutStage
from ..credit import Credit, batch_normalised, discounted, position_normalised, turn_advantages


@dataclass(frozen=True, slots=True)
class Rollout:
    """What credit needs to know of one rollout."""

    reward: float
    turn_rewards: tuple[float, ...]
    credit: Credit
    tokens: int
    """How many the model wrote."""


def own(batch: Sequence[Rollout]) -> list[float]:
    """REINFORCE++'s advantage of each rollout: its reward, whitened over all tokens that the model wrote.

    With discount 1 and one reward at the end, the return of every token of a rollout is its reward R, so

        A = (R - mean) / sqrt(variance + 1e-8)

    where mean and variance are taken over the tokens of the batch (arXiv 2501.03262; verl's `masked_whiten`). The
    divergence from the model before stands in the loss (`kl`), not in the reward, as in the paper that this project
    rebuilds.
    """
    return list(batch_normalised([each.reward for each in batch], [each.tokens for each in batch]))


def moved(batch: Sequence[Rollout], stage: RolloutStage) -> list[list[float]]:
    """What the stage's credit adds to a rollout's own advantage, one number a turn.

    `turn` moves credit between the turns of an episode (`credit.turn_advantages`), `position` adds what a turn's
    return is worth beside those of its group at the same position (`credit.position_normalised`).
    """
    groups = [place // stage.generations for place in range(len(batch))]
    if stage.credit == "position":
        returns = [discounted(each.turn_rewards, stage.discount) for each in batch]
        made = position_normalised(returns, groups)
        return [[stage.turn_weight * value for value in turns] for turns in made]
    advantages, episodes = turn_advantages(
        [each.credit for each in batch], groups, scale=False, turn_weight=stage.turn_weight
    )
    return [[value - base for value in turns] for turns, base in zip(advantages, episodes.values, strict=True)]
