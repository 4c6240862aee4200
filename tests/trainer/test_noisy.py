"""Demonstrations with a habit: golden plans that ask twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from toolwright.runtime import Bundle, score
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.policies import NoisyPolicy

Load = Callable[[str], Bundle]


@pytest.mark.parametrize("name", ["city_population", "country_areas"])
def test_without_the_habit_it_is_golden(bundle: Load, name: str) -> None:
    environment = bundle(name).environment()
    ids = list(environment.tasks)[:20]
    plain = [t["messages"] for t in rollout(environment, ids, GoldenPolicy())]
    assert [t["messages"] for t in rollout(environment, ids, NoisyPolicy(0.0))] == plain


@pytest.mark.parametrize("name", ["city_population", "country_areas"])
def test_asking_twice_costs_precision(bundle: Load, name: str) -> None:
    loaded = bundle(name)
    environment = loaded.environment()
    for trajectory in rollout(environment, list(environment.tasks)[:20], NoisyPolicy(1.0)):
        result = score(loaded, trajectory)
        assert (result.calls, result.recall, result.answer_correct) == (2 * result.steps, 1.0, True)
        assert result.f1 == pytest.approx(2 / 3)


def test_the_share_is_about_what_was_asked_and_depends_on_the_seed(bundle: Load) -> None:
    environment = bundle("city_population").environment()

    def habits(seed: int) -> list[bool]:
        played = rollout(environment, environment.tasks, NoisyPolicy(0.5), seed=seed)
        return [len(t["messages"][2]["tool_calls"]) == 2 for t in played]

    first, second = habits(0), habits(1)
    assert first == habits(0) != second
    assert 0.35 < sum(first) / len(first) < 0.65
