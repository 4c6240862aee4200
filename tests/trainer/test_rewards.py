from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.runtime import RewardSettings, ScoredTurn
from toolwright.trainer.rewards import (
    MODES,
    ftrl_f1,
    ftrl_pr,
    ftrl_precision,
    ftrl_rate,
    solve_f1,
)

from .made import call, task, turn

# -- solve_f1: the table of DESIGN.md 7 ------------------------------------------------------------


@pytest.mark.parametrize(
    ("scored", "reward"),
    [
        (turn(call(), q=1, f=1, t=1), 1.0),
        (turn(call(), call(), q=2, f=2, t=2, n=2), 1.0),
        (turn(*[call()] * 7, q=7, f=7, t=7, n=7), 1.0),
        (turn(call(), q=1, f=2, t=2, n=2), 2 / 3),
        (turn(call(), call(malformed=True), q=1, f=1), 2 / 3),
        (turn(call(malformed=True), q=0, f=1), 0.0),
        (turn(call(), q=0, f=0, t=0, s=1), -0.2),
        (turn(text=""), -0.5),
        (turn(text=" \n"), -0.5),
        (turn(text="<think>It is Paris.</think>"), -0.5),
        (turn(text="<think>It never ends: Paris"), -0.5),
        (turn(text="so </tool_call> Paris", correct=True, s=1), -0.3),
        (turn(text="<tool_call>{", correct=False), -0.3),
        (turn(text="<think><tool_call></think>Answer: Paris", correct=True, s=1, t=0), 1.0),
        (turn(text="Answer: Paris", correct=True, s=1, t=0), 1.0),
        (turn(text="Answer: Paris", correct=True, s=1, n=4, t=3), 0.25),
        (turn(text="Answer: Paris", correct=True, s=0), 0.0),
        (turn(text="Answer: Rome", correct=False, s=1, t=0), 0.0),
    ],
)
def test_solve_f1_values(scored: ScoredTurn, reward: float) -> None:
    assert solve_f1(scored) == reward


def test_solve_f1_takes_the_bundles_penalties() -> None:
    settings = RewardSettings(repeat=-0.9, malformed=-0.8, empty=-0.7)
    assert solve_f1(turn(call(), t=0, f=0, s=1), settings) == -0.9
    assert solve_f1(turn(text="</tool_call>"), settings) == -0.8
    assert solve_f1(turn(text=""), settings) == -0.7


@st.composite
def _turns(draw: st.DrawFn) -> ScoredTurn:
    n = draw(st.integers(1, 8))
    before = draw(st.integers(0, n))
    count = draw(st.integers(0, 6))
    q = draw(st.integers(0, min(n - before, count)))
    f = draw(st.integers(q, n - before))
    if n > before:
        f = max(f, 1)  # a plan without cycles always has a step that can be solved
    text = draw(st.sampled_from(["", "Answer: x", "<tool_call>", "<think>x</think>", "<think>"]))
    correct = None if count else draw(st.booleans())
    calls = [call(malformed=draw(st.booleans())) for _ in range(count)]
    return turn(*calls, q=q, f=f, t=n - before, n=n, s=before + q, text=text, correct=correct)


@given(_turns())
def test_solve_f1_stays_within_its_bounds(scored: ScoredTurn) -> None:
    assert -0.5 <= solve_f1(scored) <= 1.0


@given(_turns().filter(lambda scored: bool(scored.calls) and scored.open > 0))
def test_a_useless_call_more_never_pays(scored: ScoredTurn) -> None:
    wasteful = turn(
        *scored.calls,
        call(),
        q=scored.solved_now,
        f=scored.solvable,
        t=scored.open,
        n=scored.steps,
        s=scored.solved,
    )
    assert solve_f1(wasteful) <= solve_f1(scored)


# -- ftrl: paper.md 4.2, 4.3, 4.4 and rows 26 to 28 of section 8 -----------------------------------

TWO = task({"a": ["alpha", "beta"]})
RIGHT, ALSO, WRONG = call("a", "Alpha!"), call("a", "it is beta"), call("a", "nothing")

TURNS = {
    "one right": (RIGHT,),
    "two right": (RIGHT, ALSO),
    "two right, one wrong": (RIGHT, ALSO, WRONG),
    "one wrong": (WRONG,),
    "one right, one wrong": (RIGHT, WRONG),
}


@pytest.mark.parametrize(
    ("mode", "values"),
    [
        ("ftrl_f1", [1.0, 4 / 3, 1.0, 0.0, 2 / 3]),
        ("ftrl_precision", [1.0, 1.0, 2 / 3, 0.0, 0.5]),
        ("ftrl_rate", [1.0, 2.0, 2.0, 0.0, 1.0]),
        ("ftrl_pr", [1.0, 2.0, 4 / 3, 0.0, 0.5]),
    ],
)
def test_ftrl_values_with_calls(mode: str, values: list[float]) -> None:
    assert [MODES[mode](TWO, [turn(*calls)])[0] for calls in TURNS.values()] == values


@pytest.mark.parametrize("mode", [ftrl_f1, ftrl_precision, ftrl_rate, ftrl_pr])
def test_ftrl_penalties_and_answers(mode: object) -> None:
    assert callable(mode)
    one = task({"a": ["alpha"]})

    def last(*turns: ScoredTurn) -> float:
        rewards: list[float] = mode(one, turns)
        assert len(rewards) == len(turns)
        return rewards[-1]

    solved = turn(RIGHT)
    assert last(turn(text="")) == -0.5
    assert last(turn(text="<tool_call>x")) == -0.3
    assert last(turn(text="Paris </tool_call>")) == -0.3
    assert last(turn(text="<tool_parsed_response>")) == -0.3
    assert last(turn(call("a", malformed=True))) == -0.3
    assert last(turn(text="I think it is paris.")) == 0.5
    assert last(solved, turn(text="Pa,ris")) == 1.0
    assert last(solved, turn(text="done")) == 0.5
    assert last(turn(text="done")) == 0.0
    # The reference looks at the whole text: candidates in thought are rewarded.
    assert last(turn(text="<think>Rome, Paris, Oslo</think> Oslo")) == 0.5


def test_ftrl_answer_pays_by_what_is_open() -> None:
    three = task({"a": ["x1", "x2"], "b": ["x3"]})
    assert ftrl_f1(three, [turn(text="paris")]) == [1 / 4]
    assert ftrl_f1(three, [turn(call("b", "x3")), turn(text="paris")]) == [1.0, 1 / 3]


def test_ftrl_malformed_calls_are_free_beside_a_good_one() -> None:
    assert ftrl_f1(TWO, [turn(RIGHT, call("a", "alpha", malformed=True))]) == [1.0]


def test_ftrl_five_wrong_calls_earn_nothing() -> None:
    assert ftrl_f1(TWO, [turn(*[WRONG] * 5)]) == [0.0]


def test_ftrl_matches_text_as_the_reference_does() -> None:
    parts = task({"a": ["May 5, 1990"]})
    assert ftrl_f1(parts, [turn(call("a", "in 1990, on MAY 5"))]) == [1.0]
    assert ftrl_f1(parts, [turn(call("a", "May 5"))]) == [0.0]
    assert ftrl_f1(task({"a": ["1,000"]}), [turn(call("a", "1000 people"))]) == [1.0]
    # Numbers and lists are compared as text.
    assert ftrl_f1(task({"a": [12.5]}), [turn(call("a", '{"x": 12.5}'))]) == [1.0]
    assert ftrl_f1(task({"a": [["u", "v"]]}), [turn(call("a", '["v", "u"]'))]) == [1.0]
    # The tool's name selects the list of open answers.
    assert ftrl_f1(TWO, [turn(call("b", "alpha"))]) == [0.0]


def test_ftrl_matches_greedily() -> None:
    # Loophole 10 of paper.md 4.5: the first output uses up "2", so the second finds nothing.
    greedy = task({"a": ["2", "12"]})
    assert ftrl_f1(greedy, [turn(call("a", "12 men"), call("a", "2 men"))]) == [2 / 3]
    assert ftrl_f1(greedy, [turn(call("a", "2 men"), call("a", "12 men"))]) == [4 / 3]


def test_ftrl_an_answer_is_used_up_once() -> None:
    assert ftrl_rate(TWO, [turn(RIGHT), turn(RIGHT), turn(ALSO)]) == [1.0, 0.0, 1.0]


def test_all_modes_give_one_reward_a_turn() -> None:
    turns = [turn(RIGHT, q=1, s=1, n=2, t=2, f=2), turn(text="Answer: Paris", correct=True, s=1, n=2)]
    assert {name: len(mode(TWO, turns)) for name, mode in MODES.items()} == dict.fromkeys(MODES, 2)
    assert MODES["solve_f1"](TWO, turns) == [2 / 3, 0.5]
