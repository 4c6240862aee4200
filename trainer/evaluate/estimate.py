"""Means with bootstrap intervals."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its bootstrap interval of 95 %."""

    mean: float
    low: float
    high: float


def bootstrap(values: Sequence[float], *, seed: int = 0) -> Estimate:
    """The mean of *values* with a percentile interval of 95 % over them (Efron and Tibshirani, 1993, 13.3).

    The same values and seed give the same interval. Raises ValueError where there are none.
    """
    if not values:
        raise ValueError("there is nothing to average")
    if min(values) == max(values):
        return Estimate(values[0], values[0], values[0])
    rng = random.Random(seed)
    means = sorted(fmean(rng.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return Estimate(fmean(values), means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1])
