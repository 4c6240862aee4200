"""Prefixes and the turns taken at them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from toolwright.runtime import Bundle, Environment, score
from toolwright.trainer import GoldenPolicy, Policy, RandomPolicy, rollout
from toolwright.trainer.data import Followed, candidates, follow, sampled
from toolwright.trainer.policies import NoisyPolicy
from toolwright.trainer.policies.exploits import exploit_policy
from toolwright.trainer.rewards import MODES

from ...conftest import Built

POLICIES: dict[str, Policy] = {
    "golden": GoldenPolicy(),
    "noisy": NoisyPolicy(),
    "random": RandomPolicy(),
    "malformed": exploit_policy("malformed_beside"),
}


def played(bundle: Bundle, policy: Policy, most: int = 12) -> list[tuple[Environment, dict[str, object], Followed]]:
    environment = bundle.environment()
    made = rollout(environment, list(environment.tasks)[:most], policy)
    return [(environment, trajectory, follow(environment, trajectory)) for trajectory in made]


@pytest.mark.parametrize("scenario", ["author_currency", "shop_orders"])
@pytest.mark.parametrize("name", POLICIES)
def test_prefixes_are_the_conversation_before_each_turn(built: Built, scenario: str, name: str) -> None:
    bundle = built[scenario]
    for environment, trajectory, followed in played(bundle, POLICIES[name]):
        assert followed.score == score(bundle, trajectory)
        assert list(followed.messages) == trajectory["messages"]
        assert len(followed.prefixes) == len(followed.turns) == len(followed.score.turns)
        for number, (prefix, message) in enumerate(zip(followed.prefixes, followed.turns, strict=True)):
            assert prefix.turn == number == sum(m["role"] == "assistant" for m in prefix.messages)
            assert list(prefix.messages) == list(followed.messages[: len(prefix.messages)])
            assert followed.messages[len(prefix.messages)] == message
            scored = followed.score.turns[number]
            assert len(prefix.open) == scored.open
            assert prefix.solve_rate == 1 - scored.open / scored.steps
        open_sets = [set(prefix.open) for prefix in followed.prefixes]
        assert all(later <= earlier for earlier, later in pairwise(open_sets))
        assert open_sets[0] == {step.id for step in environment.tasks[followed.prefixes[0].task.id].steps}


def test_golden_prefixes_end_with_nothing_open(built: Built) -> None:
    for _, _, followed in played(built["author_currency"], GoldenPolicy()):
        assert (followed.prefixes[-1].open, followed.prefixes[-1].solve_rate) == ((), 1.0)


def test_only_the_first_turns_are_followed(built: Built) -> None:
    environment, trajectory, whole = played(built["author_currency"], GoldenPolicy(), 1)[0]
    cut = follow(environment, trajectory, most=2)
    assert cut.prefixes == whole.prefixes[:2] and cut.turns == whole.turns[:2]
    assert cut.score == whole.score


def test_tool_messages_of_a_trajectory_are_not_believed(built: Built) -> None:
    environment, trajectory, whole = played(built["author_currency"], GoldenPolicy(), 1)[0]
    lied = [m | {"content": "1234"} if m["role"] == "tool" else m for m in trajectory["messages"]]  # type: ignore[attr-defined]
    assert follow(environment, {**trajectory, "messages": lied}) == whole


@pytest.mark.parametrize("mode", ["solve_f1", "ftrl_f1"])
def test_a_turn_earns_at_its_prefix_what_it_earned_in_its_episode(built: Built, mode: str) -> None:
    """Forking at a prefix gives the turn the reward that the whole trajectory gives it."""
    policy = NoisyPolicy(0.5)
    for environment, _, followed in played(built["flight_distances"], policy, 6):
        task = followed.prefixes[0].task
        inside = candidates(environment, followed, mode)
        assert [each.reward for each in inside] == MODES[mode](task, followed.score.turns, environment.settings)
        again = list(sampled(environment, followed.prefixes, [policy], mode=mode))
        assert [(each.prefix, each.message, each.reward) for each in again] == [
            (each.prefix, each.message, each.reward) for each in inside
        ]


def test_sampled_turns_get_seeds_of_their_own(built: Built) -> None:
    environment, _, followed = played(built["flight_distances"], GoldenPolicy(), 1)[0]
    first = followed.prefixes[:1]
    twice = [each.message for each in sampled(environment, first, [RandomPolicy()] * 8, seed=3)]
    assert len({str(message) for message in twice}) > 1
    assert twice == [each.message for each in sampled(environment, first, [RandomPolicy()] * 8, seed=3)]
