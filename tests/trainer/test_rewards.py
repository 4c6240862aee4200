from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.runtime import CallRecord, RewardSettings, ScoredTurn
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
    assert [MODES[mode](TWO, [turn(*calls)], RewardSettings())[0] for calls in TURNS.values()] == values


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


MODE_VALUES = {
    # (p, q): solve_f1, solve_precision, solve_rate, solve_pr, as the reference's expressions give them.
    (1, 0): (0.0, 0.0, 0.0, 0.0),
    (1, 1): (1.0, 1.0, 1.0, 1.0),
    (2, 1): (0.6666666666666666, 0.5, 1.0, 0.5),
    (2, 2): (1.3333333333333333, 1.0, 2.0, 2.0),
    (3, 1): (0.5, 0.3333333333333333, 1.0, 0.3333333333333333),
    (3, 2): (1.0, 0.6666666666666666, 2.0, 1.3333333333333333),
    (3, 3): (1.5, 1.0, 3.0, 3.0),
    (5, 0): (0.0, 0.0, 0.0, 0.0),
    (5, 3): (1.0, 0.6, 3.0, 1.8),
    (7, 7): (1.75, 1.0, 7.0, 7.0),
    (10, 3): (0.5454545454545454, 0.3, 3.0, 0.9),
}


@pytest.mark.parametrize(("counts", "values"), MODE_VALUES.items())
def test_ftrl_values_to_the_last_digit(counts: tuple[int, int], values: tuple[float, ...]) -> None:
    p, q = counts
    plan = task({"a": [f"answer{i}." for i in range(10)]})
    calls = [call("a", f"answer{i}.") for i in range(q)] + [call("a", "nothing")] * (p - q)
    for order in (calls, calls[::-1]):
        scored = [turn(*order, text="Paris </tool_call>")]  # beside calls no text matters
        assert tuple(mode(plan, scored)[0] for mode in (ftrl_f1, ftrl_precision, ftrl_rate, ftrl_pr)) == values


FIVE = task({"a": ["a1", "a2", "a3"], "b": ["b1", "b2"]}, final="1,234 Km")
ALL = (
    turn(call("a", "a1"), call("a", "a2"), call("a", "a3")),
    turn(call("b", "b1"), call("b", "b2")),
)
HALF = ALL[:1]


@pytest.mark.parametrize(
    ("before", "text", "reward"),
    [
        # Branch 2: nothing, also where only the ends of a text stand there.
        ((), "", -0.5),
        ((), " \n\t", -0.5),
        ((), "<|im_end|>", -0.5),
        ((), " <|im_end|> <|endoftext|>\n", -0.5),
        (ALL, "", -0.5),
        # Taken off once, and in one order only.
        ((), "<|endoftext|><|im_end|>", 0.0),
        ((), "<|im_end|><|im_end|>", 0.0),
        # Branch 3 goes before branches 4 and 5.
        ((), "<tool_call>", -0.3),
        (ALL, "</tool_call> 1234 km", -0.3),
        (ALL, "1234 km <tool_parsed_response>", -0.3),
        (ALL, "<tool_response> 1234 km", 1.0),
        # Branch 4: contained, without commas and case; not split; whatever stands around it.
        ((), "It is 1234 KM.", 0.16666666666666666),
        ((), "1,2,3,4 kmh", 0.16666666666666666),
        ((), "1234  km", 0.0),
        ((), "1234", 0.0),
        (HALF, "1,234 km", 0.3333333333333333),
        (ALL, "not 1234 km", 1.0),
        ((), "<think>1234 km", 0.16666666666666666),
        # Branch 5 and 6.
        (ALL, "done", 0.5),
        (HALF, "done", 0.0),
        ((), "done", 0.0),
    ],
)
@pytest.mark.parametrize("mode", [ftrl_f1, ftrl_precision, ftrl_rate, ftrl_pr])
def test_ftrl_branches_without_calls(
    mode: Callable[..., list[float]], before: tuple[ScoredTurn, ...], text: str, reward: float
) -> None:
    assert mode(FIVE, [*before, turn(text=text)])[-1] == reward


def test_ftrl_an_empty_answer_is_in_every_text() -> None:
    assert ftrl_f1(task({"a": ["x"]}, final=""), [turn(text="anything")]) == [0.5]
    assert ftrl_f1(task({"a": ["x"]}, final=""), [turn(text="")]) == [-0.5]


PAPER: list[tuple[str, list[ScoredTurn], tuple[float, float, float, float]]] = [
    # Notes 4.2 and 4.3: what the turn is, then f1, precision, rate and pr of its last turn.
    ("one right call", [turn(RIGHT)], (1.0, 1.0, 1.0, 1.0)),
    ("two right calls in one turn", [turn(RIGHT, ALSO)], (4 / 3, 1.0, 2.0, 2.0)),
    ("two right and one wrong", [turn(RIGHT, ALSO, WRONG)], (1.0, 2 / 3, 2.0, 4 / 3)),
    ("one right and one wrong", [turn(RIGHT, WRONG)], (2 / 3, 0.5, 1.0, 0.5)),
    ("five wrong calls", [turn(*[WRONG] * 5)], (0.0, 0.0, 0.0, 0.0)),
    ("an empty text", [turn(text="")], (-0.5,) * 4),
    ("an opening tag", [turn(text="<tool_call>")], (-0.3,) * 4),
    ("a closing tag", [turn(text="</tool_call>")], (-0.3,) * 4),
    ("the odd literal", [turn(text="<tool_parsed_response>")], (-0.3,) * 4),
    ("the right answer with nothing solved", [turn(text="PA,RIS it is")], (1 / 3,) * 4),
    ("the right answer with one solved", [turn(RIGHT), turn(text="Paris")], (1 / 2,) * 4),
    ("the right answer when all is solved", [turn(RIGHT, ALSO), turn(text="Paris")], (1.0,) * 4),
    ("any text when all is solved", [turn(RIGHT, ALSO), turn(text="done")], (0.5,) * 4),
    ("a wrong answer", [turn(RIGHT), turn(text="Rome")], (0.0,) * 4),
    # The order of the branches: calls before texts, empty before debris, debris before the answer.
    ("calls beside debris and the answer", [turn(RIGHT, text="<tool_call> Paris")], (1.0, 1.0, 1.0, 1.0)),
    ("debris beside the answer", [turn(RIGHT, ALSO), turn(text="Paris </tool_call>")], (-0.3,) * 4),
    # Notes 4.4: lower case, no commas, parts at ", ", one answer a call, of its own tool, each used up once.
    ("case and commas", [turn(call("a", "ALP,HA"))], (1.0, 1.0, 1.0, 1.0)),
    ("inside another word", [turn(call("a", "alphabet"))], (1.0, 1.0, 1.0, 1.0)),
    ("two answers in one result", [turn(call("a", "alpha and beta"))], (1.0, 1.0, 1.0, 1.0)),
    ("the same answer twice", [turn(RIGHT, RIGHT)], (2 / 3, 0.5, 1.0, 0.5)),
    ("another tool", [turn(call("b", "alpha"))], (0.0, 0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("what", "turns", "values"), PAPER, ids=[case[0] for case in PAPER])
def test_the_papers_cases(what: str, turns: list[ScoredTurn], values: tuple[float, ...]) -> None:
    assert tuple(mode(TWO, turns)[-1] for mode in (ftrl_f1, ftrl_precision, ftrl_rate, ftrl_pr)) == values, what


def test_sub_answers_are_split_and_final_answers_are_not() -> None:
    parts = task({"a": ["May 5, 1990"]}, final="May 5, 1990")
    solved, open_still = turn(call("a", "in 1990 on May 5")), turn(call("a", "1990"))
    assert ftrl_f1(parts, [solved, turn(text="on May 5 1990, then")]) == [1.0, 1.0]
    assert ftrl_f1(parts, [solved, turn(text="in 1990 on May 5")]) == [1.0, 0.5]
    assert ftrl_f1(parts, [open_still, turn(text="in 1990 on May 5")]) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("arguments", "name", "taken"),
    [
        ("{}", "a", True),
        ('{"x": 1, "x": 2}', "a", True),
        ('{"x": NaN}', "a", True),
        ("{}", "", False),
        ("[]", "a", False),
        ("3", "a", False),
        ("", "a", False),
        ("{", "a", False),
        ("{}{}", "a", False),
        ("[" * 100_000, "a", False),
    ],
)
def test_ftrl_drops_calls_in_silence(arguments: str, name: str, taken: bool) -> None:
    """What is dropped neither counts nor earns; alone it is debris, since the reference then sees the tags as text."""
    odd = CallRecord(name, arguments, "alpha", None, False, None)
    one = task({"a": ["alpha"]})
    assert ftrl_f1(one, [turn(odd)]) == [1.0 if taken else -0.3]
    assert ftrl_f1(TWO, [turn(ALSO, odd)]) == [4 / 3 if taken else 1.0]


@pytest.mark.parametrize(
    ("answer", "observation", "found"),
    [
        ("Alpha", "ALPHA", True),
        ("alpha", "alphabet", True),
        ("a, b", "b then a", True),
        ("a, b", "a only", False),
        ("a,b", "ab", True),
        ("a,b", "a b", False),
        ("1,000,000", "1000000", True),
        ("1000000", "1,000,000", True),
        (" x ", "x", True),
        ("x y", "x  y", False),
        ("3", "missing 13 arguments", True),
        (3, "3.5", True),
        (2.0, "2", False),
        (True, "true", True),
        (["u", "v"], '{"v":1,"u":2}', True),
        (["u", "v"], "u", False),
        ("Straße", "STRASSE", False),
        ("İstanbul", "istanbul", False),
        ("Paris.", "Paris", False),
    ],
)
def test_ftrl_answer_verify(answer: object, observation: str, found: bool) -> None:
    assert ftrl_rate(task({"a": [answer]}), [turn(call("a", observation))]) == [float(found)]


def test_ftrl_one_call_takes_one_answer_of_its_own_tool() -> None:
    plan = task({"a": ["x", "y"], "b": ["x"]})
    assert ftrl_rate(plan, [turn(call("a", "x y"))]) == [1.0]
    assert ftrl_rate(plan, [turn(call("a", "x y"), call("a", "x y"), call("a", "x y"))]) == [2.0]
    assert ftrl_rate(plan, [turn(call("c", "x y")), turn(call("b", "x")), turn(call("a", "x"))]) == [0.0, 1.0, 1.0]


def test_ftrl_ignores_the_bundles_settings_and_solve_f1_takes_them() -> None:
    harsh = RewardSettings(repeat=-0.9, malformed=-0.8, empty=-0.7)
    silent = [turn(text="", correct=False)]
    assert MODES["ftrl_f1"](TWO, silent, harsh) == [-0.5]
    assert MODES["solve_f1"](TWO, silent, harsh) == [-0.7]


def test_all_modes_give_one_reward_a_turn() -> None:
    turns = [turn(RIGHT, q=1, s=1, n=2, t=2, f=2), turn(text="Answer: Paris", correct=True, s=1, n=2)]
    assert {name: len(mode(TWO, turns, RewardSettings())) for name, mode in MODES.items()} == dict.fromkeys(MODES, 2)
    assert MODES["solve_f1"](TWO, turns, RewardSettings()) == [2 / 3, 0.5]
