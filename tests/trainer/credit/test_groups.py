"""Advantages of episodes, against computations by hand."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.credit import batch_normalised, group_normalised, leave_one_out

REWARDS = [1.0, 0.0, 0.5, 0.5, 0.2, 0.2]
GROUPS = ["a", "a", "a", "a", "b", "b"]


def test_grpo_by_hand() -> None:
    made = group_normalised(REWARDS, GROUPS)
    # Group a: mean 1/2; squares 1/4, 1/4, 0, 0; sample variance 1/6.
    deviation = sqrt(1 / 6) + 1e-4
    assert made.values == pytest.approx((0.5 / deviation, -0.5 / deviation, 0, 0, 0, 0))
    assert (made.groups, made.zero_variance) == (2, 1)


def test_grpo_without_deviation_by_hand() -> None:
    made = group_normalised(REWARDS, GROUPS, scale=False)
    assert made.values == pytest.approx((0.5, -0.5, 0, 0, 0, 0))
    assert made.zero_variance == 1


def test_leave_one_out_by_hand() -> None:
    made = leave_one_out([1.0, 0.0, 0.5, 7.0], ["a", "a", "a", "b"])
    assert made.values == pytest.approx((1.0 - 0.25, 0.0 - 0.75, 0.5 - 0.5, 0.0))
    assert (made.groups, made.zero_variance) == (2, 1)


def test_groups_need_not_stand_together() -> None:
    mixed = group_normalised([1.0, 3.0, 0.0, 1.0], ["a", "b", "a", "b"], scale=False)
    assert mixed.values == (0.5, 1.0, -0.5, -1.0)


def test_reinforce_plus_plus_by_hand() -> None:
    # Mean 2, squares 1, 1, 0; variance 2 / (3 - 1) = 1.
    assert batch_normalised([1.0, 3.0, 2.0]) == pytest.approx((-1.0, 1.0, 0.0))


def test_reinforce_plus_plus_over_tokens_is_that_of_values_repeated() -> None:
    values, tokens = [1.0, 0.0, 0.25], [3, 1, 2]
    repeated = batch_normalised([value for value, n in zip(values, tokens, strict=True) for _ in range(n)])
    assert batch_normalised(values, tokens) == pytest.approx((repeated[0], repeated[3], repeated[4]))


@pytest.mark.parametrize("values", [[], [0.3], [0.0, 0.0], [0.1] * 5])
def test_without_variance_there_is_no_advantage(values: list[float]) -> None:
    assert batch_normalised(values) == pytest.approx([0.0] * len(values))
    assert group_normalised(values, ["a"] * len(values)).values == pytest.approx([0.0] * len(values))
    assert leave_one_out(values, ["a"] * len(values)).values == pytest.approx([0.0] * len(values))


@pytest.mark.parametrize("make", [group_normalised, leave_one_out])
def test_lengths_must_agree(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError):
        make([1.0, 2.0], ["a"])


@given(st.lists(st.tuples(st.floats(-1, 1), st.sampled_from("abc")), max_size=24), st.booleans())
def test_advantages_of_a_group_add_up_to_nothing(pairs: list[tuple[float, str]], scale: bool) -> None:
    groups = [group for _, group in pairs]
    made = group_normalised([reward for reward, _ in pairs], groups, scale=scale)
    for name in set(groups):
        own = [value for value, group in zip(made.values, groups, strict=True) if group == name]
        assert sum(own) == pytest.approx(0.0, abs=1e-6)
        assert not scale or max(map(abs, own)) <= sqrt(len(own))
