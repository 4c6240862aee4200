"""Splits: what is held out stays held out."""

from __future__ import annotations

from collections.abc import Callable

from toolwright.runtime import Bundle
from toolwright.trainer.tasks import split

Load = Callable[[str], Bundle]


def test_the_split_is_disjoint_and_the_same_every_time(bundle: Load) -> None:
    bundles = [bundle("city_population"), bundle("shop_orders")]
    training, held_out = split(bundles, 0.2, 10_000)
    tasks = [(b.name, task) for b in bundles for task in b.level().tasks]
    assert set(training) | set(held_out) == set(tasks)
    assert not set(training) & set(held_out)
    assert 0.15 < len(held_out) / len(tasks) < 0.25
    assert split(bundles, 0.2, 10_000) == (training, held_out)
    assert split(bundles[::-1], 0.2, 10_000)[1] != []


def test_a_bound_on_the_evaluation_moves_no_task_into_training(bundle: Load) -> None:
    bundles = [bundle("city_population")]
    training, held_out = split(bundles, 0.2, 10_000)
    fewer, bounded = split(bundles, 0.2, 5)
    assert fewer == training
    assert len(bounded) == 5 and set(bounded) <= set(held_out)
