from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from toolwright.runtime import Bundle, BundleError, score
from toolwright.runtime.golden import waves
from toolwright.trainer import GoldenPolicy, Policy, RandomPolicy, Situation, evaluate, rollout
from toolwright.trainer.rewards import MODES
from toolwright.trainer.rollout import write_jsonl

Load = Callable[[str], Bundle]
SCENARIOS = ["city_population", "country_areas", "author_currency", "conference_fares", "shop_orders"]


def some(bundle: Bundle, level: str = "base", count: int = 40) -> list[str]:
    """Task ids from all over the level."""
    ids = list(bundle.environment(level).tasks)
    return ids[:: max(1, len(ids) // count)]


@pytest.mark.parametrize("level", ["base", "scaled"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_golden_earns_everything(bundle: Load, name: str, level: str) -> None:
    world = bundle(name)
    environment = world.environment(level)
    for trajectory in rollout(environment, some(world, level), GoldenPolicy(), batch_size=7):
        result = score(world, trajectory)
        assert (result.f1, result.answer_correct, result.reward) == (1.0, True, 1.0)
        assert result.goal_reached is not False
        task = environment.tasks[trajectory["task"]]
        assert set(MODES["solve_f1"](task, result.turns, world.manifest.reward)) == {1.0}


@pytest.mark.parametrize("name", SCENARIOS)
def test_random_earns_next_to_nothing_and_is_reproducible(bundle: Load, name: str) -> None:
    world = bundle(name)
    environment = world.environment()
    ids = some(world)
    first = list(rollout(environment, ids, RandomPolicy(), seed=3))
    again = list(rollout(environment, ids, RandomPolicy(), seed=3, batch_size=3))
    assert first == again
    assert first != list(rollout(environment, ids, RandomPolicy(), seed=4))
    table = evaluate((environment.tasks[t["task"]].kind, score(world, t)) for t in first)
    assert table.mean("solve_f1") < 0.2
    assert table.mean("answer") < 0.2
    assert table.mean("calls") > 0


def test_random_calls_fit_the_types(bundle: Load) -> None:
    world = bundle("shop_orders")
    environment = world.environment("scaled")
    codes = {
        call.error
        for t in rollout(environment, some(world, "scaled"), RandomPolicy())
        for turn in score(world, t).turns
        for call in turn.calls
    }
    assert None in codes or any(code and code[0].isupper() for code in codes)
    assert codes.isdisjoint({"unknown_tool", "malformed_json", "missing_parameter", "unknown_parameter", "wrong_type"})


def test_a_trajectory_says_where_it_is_from(bundle: Load) -> None:
    world = bundle("city_population")
    ids = some(world, count=3)
    finished: list[int] = []
    made = list(rollout(world.environment(), ids, GoldenPolicy(), seed=5, batch_size=2, advance=finished.append))
    assert [t["task"] for t in made] == ids
    assert sum(finished) == len(ids)
    assert {(t["bundle"], t["level"], t["policy"], t["seed"]) for t in made} == {(world.id, "base", "golden", 5)}
    assert {t["bundle_name"] for t in made} == {world.name}
    out = io.StringIO()
    assert write_jsonl(made, out) == len(ids)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines == made
    assert [score(world, line) for line in lines] == [score(world, t) for t in made]


def test_tool_messages_of_a_transcript_are_not_believed(bundle: Load) -> None:
    world = bundle("city_population")
    (made,) = rollout(world.environment(), some(world)[:1], GoldenPolicy())
    forged = json.loads(json.dumps(made))
    for message in forged["messages"]:
        if message["role"] == "tool":
            message["content"] = "forged"
    assert score(world, forged) == score(world, made)


class _Endless:
    """Calls a tool that is not there, for ever."""

    name = "endless"

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        call = {"id": "c", "type": "function", "function": {"name": "nothing", "arguments": "{"}}
        return [{"role": "assistant", "content": "", "tool_calls": [call]} for _ in batch]


def test_the_bundles_turn_limit_ends_an_episode(bundle: Load) -> None:
    world = bundle("city_population")
    environment = world.environment()
    policy: Policy = _Endless()
    (made,) = rollout(environment, some(world)[:1], policy)
    result = score(world, made)
    assert result.calls == len(result.turns) == environment.settings.max_turns
    assert (result.f1, result.answer_correct) == (0.0, False)


def test_unknown_tasks_are_refused(bundle: Load) -> None:
    with pytest.raises(BundleError, match="no task 'no/1'"):
        list(rollout(bundle("city_population").environment(), ["no/1"], GoldenPolicy()))


def test_waves_follow_the_plan(bundle: Load) -> None:
    tasks = bundle("conference_fares").environment().tasks
    for task in tasks.values():
        groups = waves(task.steps)
        assert [len(group) for group in groups] and sum(map(len, groups)) == len(task.steps)
        seen: set[str] = set()
        for group in groups:
            assert all(set(step.after) <= seen for step in group)
            seen |= {step.id for step in group}
    assert any(len(waves(task.steps)) < len(task.steps) for task in tasks.values())


def test_importing_the_trainer_needs_no_torch() -> None:
    heavy = "{'torch', 'transformers', 'trl', 'datasets', 'matplotlib', 'numpy'}"
    code = f"import sys, toolwright.trainer; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
