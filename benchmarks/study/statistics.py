"""Means over seeds and tasks, and what can be said of them."""

from __future__ import annotations

from typing import Any, Final

import numpy

from toolwright.trainer.evaluate import Estimate

RESAMPLES: Final = 4000


def interval(values: Any) -> Estimate:
    """The mean of *values* (seeds x tasks), and an interval that both are drawn for.

    All seeds have the same tasks, so seeds and tasks are drawn again independently of each other (the crossed or
    "pigeonhole" bootstrap; Owen, 2007, arXiv 0712.1111), which errs on the wide side. What it cannot know is how seeds
    beside these few would differ.
    """
    values = numpy.asarray(values, dtype=float)
    rng = numpy.random.default_rng(0)
    seeds, tasks = values.shape
    drawn_seeds = rng.multinomial(seeds, [1 / seeds] * seeds, size=RESAMPLES) / seeds
    drawn_tasks = rng.multinomial(tasks, [1 / tasks] * tasks, size=RESAMPLES) / tasks
    means = numpy.einsum("bs,st,bt->b", drawn_seeds, values, drawn_tasks, optimize=True)
    low, high = numpy.quantile(means, (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high))
