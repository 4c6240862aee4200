"""Advantages from one reward an episode, by the episodes of the same task (a group) or of the batch."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final

EPSILON: Final = 1e-4
"""What is added to a group's deviation before dividing by it (TRL 1.16's `GRPOTrainer`)."""
_WHITENING: Final = 1e-8
"""What is added to a batch's variance before its root is taken (verl's `masked_whiten`)."""
_SAME: Final = 1e-8
"""A group whose rewards differ by less teaches nothing (the tolerance of `torch.isclose` against 0)."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """Advantages, and how many of the groups could teach anything."""

    values: tuple[float, ...]
    """One an episode, in the order of the rewards."""
    groups: int
    zero_variance: int
    """Groups in which all rewards are the same, so that every advantage is 0."""


def group_normalised(rewards: Sequence[float], groups: Sequence[Hashable], *, scale: bool = True) -> Normalised:
    """GRPO: (r - mean of its group) / (deviation of its group + 1e-4); without *scale* the difference alone.

    The deviation is the sample's (n - 1), as in TRL and verl; 0 for a group of one. Sources: DeepSeekMath
    (arXiv 2402.03300, 4.1.2) with *scale*, Dr. GRPO (arXiv 2503.20783) without. Raises ValueError where the lengths
    differ.
    """
    spread = {group: (fmean(own), _deviation(own)) for group, own in _by_group(rewards, groups).items()}
    values = []
    for reward, group in zip(rewards, groups, strict=True):
        mean, deviation = spread[group]
        values.append((reward - mean) / (deviation + EPSILON if scale else 1.0))
    return Normalised(tuple(values), len(spread), sum(deviation < _SAME for _, deviation in spread.values()))


def leave_one_out(rewards: Sequence[float], groups: Sequence[Hashable]) -> Normalised:
    """RLOO: r - mean of the others of its group; 0 for a group of one.

    Source: Ahmadian et al. (arXiv 2402.14740). Raises ValueError where the lengths differ.
    """
    by_group = _by_group(rewards, groups)
    values = []
    for reward, group in zip(rewards, groups, strict=True):
        others = len(by_group[group]) - 1
        values.append((reward - fmean(by_group[group])) * (others + 1) / others if others else 0.0)
    still = sum(_deviation(own) < _SAME for own in by_group.values())
    return Normalised(tuple(values), len(by_group), still)


def batch_normalised(values: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, ...]:
    """REINFORCE++: (v - mean) / sqrt(variance + 1e-8) over the whole batch, no baseline by task.

    With *weights* (how many tokens the model wrote for each value) mean and variance are those over tokens, as verl's
    `reinforce_plus_plus` whitens returns: sum w v / sum w, and sum w (v - mean)^2 / (sum w - 1). Over the values of
    `group_normalised` without *scale* it is REINFORCE++ with baseline. Source: REINFORCE++ (arXiv 2501.03262).
    All 0 where the weights add up to 1 or less. Raises ValueError where the lengths differ.
    """
    counts = [1.0] * len(values) if weights is None else list(weights)
    total = sum(counts)
    if total <= 1.0:
        return (0.0,) * len(values)
    mean = sum(w * v for w, v in zip(counts, values, strict=True)) / total
    variance = sum(w * (v - mean) ** 2 for w, v in zip(counts, values, strict=True)) / (total - 1.0)
    return tuple((value - mean) / sqrt(variance + _WHITENING) for value in values)


def _by_group(rewards: Sequence[float], groups: Sequence[Hashable]) -> dict[Hashable, list[float]]:
    by_group: dict[Hashable, list[float]] = {}
    for reward, group in zip(rewards, groups, strict=True):
        by_group.setdefault(group, []).append(reward)
    return by_group


def _deviation(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = fmean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
