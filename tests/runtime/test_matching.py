"""Calls against steps: the matching is a maximum one whatever the order, and what is solved stays solved."""

from __future__ import annotations

from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from toolwright.runtime.matching import Matching

STEPS = 5
graphs = st.lists(st.lists(st.integers(0, STEPS - 1), unique=True, max_size=3), max_size=5)


def brute_force(graph: list[list[int]]) -> int:
    """The most steps that can be solved by different calls."""
    best = 0
    for order in permutations(range(STEPS)):
        # order[i] is the step that call i may have; every partial matching is part of such an assignment.
        best = max(best, sum(order[i] in shown for i, shown in enumerate(graph)))
    return best


@given(graphs)
def test_it_is_a_maximum_matching(graph: list[list[int]]) -> None:
    matching = Matching()
    for shown in graph:
        matching.add(shown)
    assert len(matching.solved) == brute_force(graph)


@given(graphs, st.randoms(use_true_random=False))
def test_the_order_of_calls_does_not_matter(graph: list[list[int]], random: Random) -> None:
    shuffled = list(graph)
    random.shuffle(shuffled)
    one, other = Matching(), Matching()
    for shown in graph:
        one.add(shown)
    for shown in shuffled:
        other.add(shown)
    assert len(one.solved) == len(other.solved)


@given(graphs)
def test_solved_only_grows_and_by_one_step_a_call(graph: list[list[int]]) -> None:
    matching = Matching()
    for shown in graph:
        before = matching.solved
        new = matching.add(shown)
        assert matching.solved == before | ({new} if new is not None else set())
        assert len(matching.solved) <= len(before) + 1
        assert new is None or new not in before


def test_an_earlier_call_moves_on_to_the_step_that_only_it_shows() -> None:
    matching = Matching()
    assert matching.add([0, 1]) == 0
    assert matching.add([0]) == 1
    assert matching.solved == {0, 1}


def test_a_call_that_shows_nothing_solves_nothing() -> None:
    matching = Matching()
    assert matching.add([]) is None
    assert matching.add([2]) == 2
    assert matching.add([2]) is None
