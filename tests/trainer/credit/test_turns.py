"""Credit of turns: what splitting calls over turns earns, and computations by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.runtime import RewardSettings, Score, ScoredTurn
from toolwright.runtime.score import episode_score
from toolwright.trainer import GoldenPolicy, rollout, solve_f1
from toolwright.trainer.credit import Credit, credit, discounted, position_normalised, turn_advantages
from toolwright.trainer.policies.exploits import exploit_policy

from ...conftest import Built
from ...sizes import examples
from ..made import call, turn

SETTINGS = RewardSettings()


def episode(n: int, turns: Sequence[Sequence[bool]], answer: bool | None, settings: RewardSettings = SETTINGS) -> Score:
    """An episode over *n* independent steps: each turn's calls, by whether they solve a step, then the answer."""
    made: list[ScoredTurn] = []
    solved = 0
    for calls in turns:
        q, left = sum(calls), n - solved
        solved += q
        made.append(turn(*[call()] * len(calls), q=q, f=left, t=left, n=n, s=solved))
    if answer is not None:
        made.append(turn(text="Answer: x", correct=answer, f=n - solved, t=n - solved, n=n, s=solved))
    return episode_score(n, made, bool(answer), None, settings)


# -- by hand ----------------------------------------------------------------------------------------


def test_a_perfect_episode_loses_nothing() -> None:
    for turns in ([[True] * 3], [[True], [True, True]], [[True]] * 3):
        made = credit(episode(3, turns, True))
        assert made.reward == 1.0
        assert made.losses == pytest.approx([0.0] * (len(turns) + 1))


def test_losses_by_hand() -> None:
    # n = 2. One right, one useless call: best F1 4 / (2 + 1 + 2) = 4/5, so V = (4/5 + 1) / 2 = 0.9. Then the second
    # step: nothing lost. Then a wrong answer: R = (4/5 + 0) / 2 = 0.4.
    made = credit(episode(2, [[True, False], [True]], False))
    assert made.losses == pytest.approx([-0.1, 0.0, -0.5])
    assert made.acts == (2, 1, 1)


def test_stopping_early_is_charged_to_the_last_turn() -> None:
    # One of two steps, then the answer that happens to be right: R = (2/3 + 1/2) / 2.
    made = credit(episode(2, [[True]], True))
    assert made.losses == pytest.approx([0.0, 7 / 12 - 1])
    # Turns ran out: no answer at all.
    assert credit(episode(2, [[True], [True]], None)).losses == pytest.approx([0.0, -0.5])


def test_weights_are_the_bundles_own() -> None:
    only_answer = RewardSettings(solve_weight=0, answer_weight=1)
    assert credit(episode(1, [[False, True]], False, only_answer), only_answer).losses == pytest.approx([0.0, -1.0])
    nothing = RewardSettings(solve_weight=0, answer_weight=0)
    assert credit(episode(1, [[True]], True, nothing), nothing).losses == (0.0, 0.0)


def test_turn_advantages_by_hand() -> None:
    good, bad = credit(episode(1, [[True]], True)), credit(episode(1, [[False], [True]], True))
    # bad: F1 = 2/3, R = 5/6; the useless call lost 1/6, of three acts.
    made, episodes = turn_advantages([good, bad], ["t", "t"], scale=False, turn_weight=1.0)
    assert episodes.values == pytest.approx((1 / 12, -1 / 12))
    assert made[0] == pytest.approx([1 / 12, 1 / 12])
    assert made[1] == pytest.approx([-1 / 12 - 3 / 6 + 1 / 6, -1 / 12 + 1 / 6, -1 / 12 + 1 / 6])
    half, _ = turn_advantages([good, bad], ["t", "t"], scale=False, turn_weight=0.5)
    assert half[1] == pytest.approx([-1 / 12 - 1 / 6, -1 / 12 + 1 / 12, -1 / 12 + 1 / 12])


def test_turn_weight_nothing_is_grpo() -> None:
    both = [credit(episode(2, [[True, False], [True]], answer)) for answer in (True, False)]
    made, episodes = turn_advantages(both, ["t", "t"], turn_weight=0.0)
    assert made == [[value] * 3 for value in episodes.values]


def test_turns_teach_where_all_episodes_earn_the_same() -> None:
    both = [credit(episode(2, [[True, True]], False))] * 2
    (first, _), episodes = turn_advantages(both, ["t", "t"])
    assert episodes.zero_variance == 1
    assert first[0] > 0 > first[1]


def test_discounted_by_hand() -> None:
    assert discounted([1.0, 0.5, 1.0], 0.9) == pytest.approx([1 + 0.45 + 0.81, 0.5 + 0.9, 1.0])
    assert discounted([], 0.9) == []


def test_position_normalised_by_hand() -> None:
    made = position_normalised([[1.0, 0.5], [3.0, 1.5, 9.0], [4.0]], ["a", "a", "b"], scale=False)
    assert made == [[-1.0, -0.5], [1.0, 0.5, 0.0], [0.0]]


# -- calling one by one what could be called at once ------------------------------------------------


def test_sums_and_means_of_turn_rewards_pay_for_splitting() -> None:
    """Why `solve_f1` is not added up over an episode: the same two right calls, in one turn and in two."""
    at_once, one_by_one = episode(2, [[True, True]], False), episode(2, [[True], [True]], False)
    rewards = [[solve_f1(each) for each in made.turns] for made in (at_once, one_by_one)]
    assert rewards == [[1.0, 0.0], [2 / 3, 1.0, 0.0]]
    assert sum(rewards[1]) > sum(rewards[0])
    assert sum(rewards[1]) / 3 > sum(rewards[0]) / 2
    returns = [discounted(own, 0.9) for own in rewards]
    assert returns[1][0] > returns[0][0]
    assert position_normalised(returns, ["t", "t"], scale=False)[1][0] > 0
    # Under the reward of the episode, and what is made of it, both are the same.
    assert at_once.reward == one_by_one.reward
    made, _ = turn_advantages([credit(at_once), credit(one_by_one)], ["t", "t"])
    assert made[0][0] * 2 + made[0][1] == pytest.approx(sum(made[1]))


@st.composite
def _played(draw: st.DrawFn) -> tuple[int, list[bool], bool | None]:
    n = draw(st.integers(1, 6))
    calls = draw(st.lists(st.booleans(), min_size=1, max_size=9).filter(lambda own: sum(own) <= n))
    return n, calls, draw(st.sampled_from([True, False, None]))


@st.composite
def _cut(draw: st.DrawFn, calls: list[bool]) -> list[list[bool]]:
    marks = [0, *(i for i in range(1, len(calls)) if draw(st.booleans())), len(calls)]
    return [calls[a:b] for a, b in pairwise(marks)]


def _earned(made: Sequence[float], credited: Credit) -> float:
    """What an episode's acts earn together."""
    return sum(value * acts for value, acts in zip(made, credited.acts, strict=True))


@given(st.data(), st.booleans(), st.floats(0, 1))
def test_splitting_earns_nothing(data: st.DataObject, scale: bool, turn_weight: float) -> None:
    played = [data.draw(_played()) for _ in range(3)]
    whole = [credit(episode(n, [calls], answer)) for n, calls, answer in played]
    cut = [credit(episode(n, data.draw(_cut(calls)), answer)) for n, calls, answer in played]
    groups = ["t", "t", "u"]
    before, _ = turn_advantages(whole, groups, scale=scale, turn_weight=turn_weight)
    for who in range(3):
        assert sum(cut[who].losses) == pytest.approx(sum(whole[who].losses)) == pytest.approx(whole[who].reward - 1)
        assert sum(cut[who].acts) == sum(whole[who].acts)
        assert max(cut[who].losses) <= 1e-12
        # One episode of the group asks one by one: what it earns and what the others get stay the same.
        changed = [*whole[:who], cut[who], *whole[who + 1 :]]
        after, _ = turn_advantages(changed, groups, scale=scale, turn_weight=turn_weight)
        assert _earned(after[who], cut[who]) == pytest.approx(_earned(before[who], whole[who]), abs=1e-9)
        for other in {0, 1, 2} - {who}:
            assert after[other] == pytest.approx(before[other])
        # No call that solved a step does better in a turn of its own than among such calls.
        _, calls, answer = played[who]
        if all(calls) and answer is not None:
            assert max(after[who][:-1]) == pytest.approx(before[who][0])


@given(_played(), st.integers(1, 5))
def test_a_useless_call_more_earns_less(played: tuple[int, list[bool], bool | None], useless: int) -> None:
    n, calls, answer = played
    alone, more = (credit(episode(n, [own], answer)) for own in (calls, [*calls, *[False] * useless]))
    assert more.reward < alone.reward or alone.reward == 0.0
    (first, second), _ = turn_advantages([alone, more], ["t", "t"], scale=False)
    assert _earned(second, more) / sum(more.acts) <= _earned(first, alone) / sum(alone.acts) + 1e-12


# -- real episodes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["golden", "any_text_after_look_ups"])
def test_real_episodes_one_by_one(built: Built, name: str) -> None:
    """Episodes of a shipped scenario, played again with each call as a turn of its own."""
    policy = GoldenPolicy() if name == "golden" else exploit_policy(name)
    bundle = built["flight_distances"]
    environment, settings = bundle.environment(), bundle.manifest.reward
    wider = 0
    for trajectory in rollout(environment, list(environment.tasks)[: examples(24)], policy):
        whole, split = environment.reset(trajectory["task"]), environment.reset(trajectory["task"])
        for message in trajectory["messages"]:
            if message["role"] == "assistant":
                whole.act(message)
                for one in _one_by_one(message):
                    if not split.done:
                        split.act(one)
        once, many = (credit(each.score(), settings) for each in (whole, split))
        if len(many.losses) == settings.max_turns:
            continue  # turns ran out before all calls were made, so that is another episode
        wider += len(many.losses) > len(once.losses)
        assert many.reward == once.reward
        assert sum(many.losses) == pytest.approx(many.reward - 1)
        if name == "golden":
            assert many.losses == pytest.approx([0.0] * len(many.losses))
    assert wider


def _one_by_one(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    calls = message.get("tool_calls")
    return [{**message, "tool_calls": [one]} for one in calls] if calls else [dict(message)]
