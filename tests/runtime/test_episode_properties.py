"""Whatever is called in whatever order: scores stay within bounds, and a transcript scores as its episode did."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.runtime import Bundle, Episode, Score, Task, score
from toolwright.runtime.answers import answer_text

from ..conftest import Built
from ..sizes import examples
from .episodes import MALFORMED, call, golden, longest, start, turn

few = settings(max_examples=examples(60))


@st.composite
def courses(draw: st.DrawFn) -> list[list[Any]]:
    """Turns of choices: ("golden", i), ("other", i), ("wrong", text), ("malformed", text)."""
    choice = st.one_of(
        st.tuples(st.just("golden"), st.integers(0, 6)),
        st.tuples(st.just("golden"), st.integers(0, 6)),
        st.tuples(st.just("other"), st.integers(0, 30)),
        st.tuples(st.just("wrong"), st.sampled_from(["{}", '{"x": 1}', "null", '{"title": 5}'])),
        st.tuples(st.just("malformed"), st.sampled_from(MALFORMED)),
    )
    return draw(st.lists(st.lists(choice, min_size=1, max_size=4), max_size=5))


def calls_of(bundle: Bundle, level: str, task: Task, choices: list[Any]) -> list[dict[str, Any]]:
    """The tool calls that choices stand for."""
    others = list(bundle.level(level).tasks.values())
    made = []
    for kind, what in choices:
        if kind == "golden":
            step = task.steps[what % len(task.steps)]
            made.append(call(step.tool, step.arguments))
        elif kind == "other":
            step = others[what * 7 % len(others)].steps[-1]
            made.append(call(step.tool, step.arguments))
        else:
            made.append(call(task.steps[0].tool, what))
    return made


def run(bundle: Bundle, level: str, task: Task, turns: list[list[dict[str, Any]]], answer: str | None) -> Episode:
    """An episode of these turns."""
    episode = start(bundle, task, level)
    for calls in turns:
        if not episode.done:
            episode.act(turn(*copy.deepcopy(calls)))
    if answer is not None and not episode.done:
        episode.finish(answer)
    return episode


NAMES = st.sampled_from(["author_currency", "conference_fares", "shop_orders"])
LEVELS = st.sampled_from(["base", "scaled"])


def pick_task(bundle: Bundle, level: str, number: int) -> Task:
    """Any task of a level."""
    tasks = list(bundle.level(level).tasks.values())
    return tasks[number % len(tasks)]


@few
@given(NAMES, LEVELS, st.integers(0, 400), courses(), st.booleans())
def test_a_transcript_scores_as_the_episode_did_and_its_tool_messages_are_not_believed(
    built: Built, name: str, level: str, number: int, course: list[list[Any]], right: bool
) -> None:
    bundle = built[name]
    task = pick_task(bundle, level, number)
    turns = [calls_of(bundle, level, task, choices) for choices in course]
    episode = run(bundle, level, task, turns, answer_text(task.answer) if right else None)
    trajectory = {
        "bundle": bundle.id,
        "level": level,
        "task": task.id,
        "messages": episode.messages,
        "policy": "x",
        "seed": 0,
    }
    trajectory = json.loads(json.dumps(trajectory))
    assert score(bundle, trajectory) == episode.score()
    for message in trajectory["messages"]:
        if message["role"] == "tool":
            message["content"] = json.dumps(task.steps[-1].answer)
    assert score(bundle, trajectory) == episode.score()
    trajectory["messages"] = [m for m in trajectory["messages"] if m["role"] == "assistant"]
    assert score(bundle, trajectory) == episode.score()


@few
@given(NAMES, LEVELS, st.integers(0, 400), courses())
def test_scores_stay_within_their_bounds(
    built: Built, name: str, level: str, number: int, course: list[list[Any]]
) -> None:
    bundle = built[name]
    task = pick_task(bundle, level, number)
    turns = [calls_of(bundle, level, task, choices) for choices in course]
    found = run(bundle, level, task, turns, answer_text(task.answer)).score()
    assert found.calls == sum(len(t.calls) for t in found.turns)
    assert 0 <= found.solved <= min(found.steps, found.calls)
    for part in (found.precision, found.recall, found.f1, found.reward):
        assert 0.0 <= part <= 1.0
    solved = 0
    for t in found.turns:
        assert t.open == t.steps - solved
        solved += t.solved_now
        assert t.solved == solved
        assert t.solved_now <= min(len(t.calls), t.solvable)
        assert t.solvable <= t.open
        assert sum(c.solved is not None for c in t.calls) == t.solved_now
        assert all(c.error is None for c in t.calls if c.solved is not None)
    credited = [c.solved for t in found.turns for c in t.calls if c.solved]
    assert len(credited) == len(set(credited))


@few
@given(
    st.sampled_from(["author_currency", "conference_fares"]),
    st.integers(0, 400),
    courses(),
    st.integers(0, 1000),
)
def test_the_order_of_calls_does_not_change_what_is_solved(
    built: Built, name: str, number: int, course: list[list[Any]], seed: int
) -> None:
    bundle = built[name]
    task = pick_task(bundle, "base", number)
    calls = [c for choices in course for c in calls_of(bundle, "base", task, choices)]
    shuffled = list(calls)
    random.Random(seed).shuffle(shuffled)
    one, other = (run(bundle, "base", task, [some] if some else [], None).score() for some in (calls, shuffled))
    assert (one.solved, one.f1) == (other.solved, other.f1)


@few
@given(
    NAMES,
    LEVELS,
    st.integers(0, 400),
    st.integers(0, 4),
    st.tuples(st.sampled_from(["other", "golden"]), st.integers(0, 9)),
)
def test_a_call_more_than_the_plan_needs_never_pays(
    built: Built, name: str, level: str, number: int, place: int, extra: Any
) -> None:
    bundle = built[name]
    task = pick_task(bundle, level, number)
    turns = [[c] for c in golden(task)]
    answer = answer_text(task.answer)
    best = run(bundle, level, task, turns, answer).score()
    assert (best.f1, best.reward) == (1.0, 1.0)
    more = list(turns)
    more.insert(min(place, len(turns)), calls_of(bundle, level, task, [extra]))
    worse = run(bundle, level, task, more, answer).score()
    assert worse.f1 < best.f1
    assert worse.reward < best.reward


@few
@given(NAMES, LEVELS, st.integers(0, 400), st.integers(0, 6))
def test_a_golden_call_less_lowers_the_score(built: Built, name: str, level: str, number: int, place: int) -> None:
    bundle = built[name]
    task = pick_task(bundle, level, number)
    turns = [[c] for c in golden(task)]
    del turns[place % len(turns)]
    found = run(bundle, level, task, turns, answer_text(task.answer)).score()
    assert found.solved < found.steps
    assert found.f1 < 1.0
    assert found.reward < 1.0


def test_scores_compare_by_value(built: Built) -> None:
    """So that the equalities above say something."""
    chain = built["author_currency"]
    task = longest(chain)
    one, other = (
        run(chain, "base", task, [golden(task)], None),
        run(chain, "base", task, [golden(task, 0)], None),
    )
    assert isinstance(one.score(), Score)
    assert one.score() != other.score()
