"""Means over seeds, worlds and tasks, and what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy

from toolwright.trainer.evaluate import Estimate

RESAMPLES: Final = 4000


def interval(values: Any, worlds: Sequence[str]) -> Estimate:
    """The mean of *values* (seeds x tasks of *worlds*), and an interval that seeds, worlds and tasks are drawn for.

    All seeds have the same tasks, so seeds and tasks are drawn again independently of each other (the crossed or
    "pigeonhole" bootstrap; Owen, 2007, arXiv 0712.1111), which errs on the wide side. Tasks of one world rise and
    fall together, so worlds are drawn first, and then tasks of each. What it cannot know is how seeds and worlds
    beside these few would differ.
    """
    values = numpy.asarray(values, dtype=float)
    rng = numpy.random.default_rng(0)
    seeds, tasks = values.shape
    drawn_seeds = rng.multinomial(seeds, [1 / seeds] * seeds, size=RESAMPLES) / seeds
    names = sorted(set(worlds))
    drawn_worlds = rng.multinomial(len(names), [1 / len(names)] * len(names), size=RESAMPLES)
    drawn_tasks = numpy.zeros((RESAMPLES, tasks))
    for number, name in enumerate(names):
        own = [place for place, world in enumerate(worlds) if world == name]
        times = rng.multinomial(len(own), [1 / len(own)] * len(own), size=RESAMPLES)
        drawn_tasks[:, own] = times * drawn_worlds[:, [number]]
    drawn_tasks /= drawn_tasks.sum(axis=1, keepdims=True)
    means = numpy.einsum("bs,st,bt->b", drawn_seeds, values, drawn_tasks, optimize=True)
    low, high = numpy.quantile(means, (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high))
