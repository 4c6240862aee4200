"""Episodes and scores: the course of an episode, what counts and what does not, goals, forks and snapshots."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from toolwright.compiler import play
from toolwright.runtime import Bundle, BundleError, Episode, EpisodeOverError, Task, score
from toolwright.runtime.answers import answer_text

from ..conftest import Built
from .episodes import MALFORMED, call, golden, longest, start, turn


@pytest.fixture(scope="module")
def chain(built: Built) -> Bundle:
    """Chains of two to four calls."""
    return built["author_currency"]


@pytest.fixture(scope="module")
def fares(built: Built) -> Bundle:
    """Plans that fan out and come together."""
    return built["conference_fares"]


@pytest.fixture(scope="module")
def shop(built: Built) -> Bundle:
    """Tasks with goals and effects."""
    return built["shop_orders"]


# ------------------------------------------------------------------ the course of an episode


def test_it_begins_with_the_question_and_offers_the_tasks_tools(chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    assert [m["role"] for m in episode.messages] == ["system", "user"]
    assert episode.messages[1]["content"] == task.question
    assert [t["function"]["name"] for t in episode.tools] == list(task.tools)
    assert not episode.done


def test_tool_messages_answer_the_calls_in_their_order(chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    calls = [{**c, "id": f"x{i}"} for i, c in enumerate(golden(task))]
    replies = episode.act(turn(*calls))
    assert [r["tool_call_id"] for r in replies] == [c["id"] for c in calls]
    assert [r["role"] for r in replies] == ["tool"] * len(calls)
    assert episode.messages[-len(calls) :] == replies
    assert len(episode.score().turns) == 1
    assert len(episode.score().turns[0].calls) == len(calls)


def test_nothing_more_is_taken_after_the_answer(chain: Bundle) -> None:
    episode = start(chain, longest(chain))
    episode.finish("Answer: 1")
    assert episode.done
    for more in (
        lambda: episode.finish("Answer: 2"),
        lambda: episode.call("x", "{}"),
        lambda: episode.act(turn()),
    ):
        with pytest.raises(EpisodeOverError):
            more()


def test_it_ends_when_its_turns_are_used_up(chain: Bundle) -> None:
    task = longest(chain)
    most = chain.manifest.reward.max_turns
    episode = start(chain, task)
    for number in range(most):
        assert not episode.done, number
        episode.call("nothing", "{}")
    assert episode.done
    with pytest.raises(EpisodeOverError):
        episode.finish("Answer: " + answer_text(task.answer))
    assert not episode.score().answer_correct


def test_a_tool_that_is_not_offered_is_unknown_even_where_the_level_has_it(built: Built) -> None:
    bundle = built["museum_night"]
    task = next(
        t for t in bundle.level("scaled").tasks.values() if len(t.tools) < len(bundle.level("scaled").module.tools)
    )
    hidden = next(t.name for t in bundle.level("scaled").module.tools if t.name not in task.tools)
    episode = start(bundle, task, "scaled")
    for name in (hidden, "no_such_tool", "", "__import__"):
        assert json.loads(episode.call(name, "{}"))["error"] == "unknown_tool"
    assert [turn.calls[0].error for turn in episode.score().turns] == ["unknown_tool"] * 4


@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_call_counts_as_a_call(text: str, chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    reply = json.loads(episode.call(task.steps[0].tool, text))
    assert reply["error"] == "malformed_json"
    found = episode.score()
    assert found.calls == 1
    assert found.turns[0].calls[0].malformed
    assert found.f1 == 0.0


ODD_CALLS: list[Any] = [
    None,
    "text",
    7,
    [],
    {},
    {"id": 3},
    {"function": None},
    {"function": {"name": 7, "arguments": "{}"}},
    {"function": {"name": "x", "arguments": None}},
    {"function": {"name": "x", "arguments": float("nan")}},
    {"function": {"name": "x", "arguments": {"a": {1, 2}}}},
]


@pytest.mark.parametrize("entry", ODD_CALLS, ids=repr)
def test_whatever_a_model_sends_as_a_call_is_a_call_that_failed(entry: Any, chain: Bundle) -> None:
    episode = start(chain, longest(chain))
    replies = episode.act({"role": "assistant", "content": None, "tool_calls": [entry]})
    assert "error" in json.loads(replies[0]["content"])
    assert episode.score().calls == 1


def test_arguments_may_come_as_an_object(chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    episode.act(turn({"function": {"name": task.steps[0].tool, "arguments": task.steps[0].arguments}}))
    assert episode.score().solved == 1


def test_an_answer_may_come_in_parts(chain: Bundle) -> None:
    task = longest(chain)
    whole, parts = start(chain, task), start(chain, task)
    answer = "Answer: " + answer_text(task.answer)
    whole.finish(answer)
    thought = {"type": "reasoning", "text": "Answer: nothing"}
    said = [{"type": "text", "text": answer[:9]}, thought, {"type": "text", "text": answer[9:]}, "", {"type": "text"}]
    parts.act({"role": "assistant", "content": said})
    assert parts.score() == whole.score()
    assert parts.score().answer_correct
    assert parts.messages == whole.messages


CYCLE: list[Any] = []
CYCLE.append(CYCLE)

WITHOUT_JSON: list[tuple[Any, str]] = [
    (float("nan"), "malformed_json"),
    ([float("-inf"), CYCLE], "malformed_json"),
    (10**5000, "malformed_json"),
    (CYCLE, "too_deep"),
    ("\ud800", "invalid_text"),
]


@pytest.mark.parametrize(("value", "code"), WITHOUT_JSON, ids=["nan", "nan and cycle", "digits", "cycle", "half"])
def test_values_that_no_json_can_say_are_judged_like_texts(value: Any, code: str, chain: Bundle) -> None:
    task = longest(chain)
    arguments = {**task.steps[0].arguments, "more": value}
    called, acted = start(chain, task), start(chain, task)
    observation = called.call(task.steps[0].tool, arguments)
    assert json.loads(observation)["error"] == code
    (reply,) = acted.act(turn({"function": {"name": task.steps[0].tool, "arguments": arguments}}))
    assert reply["content"] == observation
    assert acted.score() == called.score()


def test_what_is_no_value_of_json_is_a_mistake_of_the_program(chain: Bundle) -> None:
    episode = start(chain, longest(chain))
    with pytest.raises(TypeError):
        episode.call("x", {"a": {1, 2}})
    for text in (5, None, ["Answer: 1"]):
        with pytest.raises(TypeError, match="a final answer is a text"):
            episode.finish(text)  # type: ignore[arg-type]
    assert not episode.done
    assert episode.score().calls == 0


# ------------------------------------------------------------------ hand-made scores


def test_the_numbers_of_a_plan_that_fans_out(fares: Bundle) -> None:
    """Two homes and a venue are open at first; each ticket needs its home and the venue."""
    task = next(
        t for t in fares.level().tasks.values() if t.id.startswith("two_fares_to_a_conference") and len(t.steps) == 5
    )
    venue, home1, home2, ticket1, ticket2 = range(5)
    assert [s.id for s in task.steps] == ["venue", "home.1", "home.2", "ticket.1", "ticket.2"]
    episode = start(fares, task)
    episode.act(turn(*golden(task, home1)))
    episode.act(turn(*golden(task, venue), call("nothing", {})))
    episode.act(turn(*golden(task, ticket1, ticket2, home2)))
    episode.act(turn(*golden(task, home1)))
    episode.finish("Answer: " + answer_text(task.answer))
    found = episode.score()
    numbers = [(len(t.calls), t.solved_now, t.solvable, t.open, t.solved) for t in found.turns]
    # (p, q, f, t, s). In the third turn home.2 and ticket.1 are ready; ticket.2 counts in f as it is solved.
    assert numbers == [(1, 1, 3, 5, 1), (2, 1, 2, 4, 2), (3, 3, 3, 3, 5), (1, 0, 0, 0, 5), (0, 0, 0, 0, 5)]
    assert [t.answer_correct for t in found.turns] == [None, None, None, None, True]
    assert (found.precision, found.recall, found.f1) == (5 / 7, 1.0, 10 / 12)
    assert found.reward == pytest.approx((10 / 12 + 1) / 2)


def test_a_hop_that_is_skipped_counts_when_its_fact_is_shown(chain: Bundle) -> None:
    """Who guesses the middle of a chain right earns its end; f grows so that q never exceeds it."""
    task = longest(chain)
    assert [list(s.after) for s in task.steps] == [[], ["who"], ["origin"], ["place"]]
    episode = start(chain, task)
    episode.act(turn(*golden(task, 3)))
    episode.act(turn(*golden(task, 0, 1)))
    numbers = [(t.solved_now, t.solvable, t.open) for t in episode.score().turns]
    assert numbers == [(1, 2, 4), (2, 2, 3)]
    assert episode.score().recall == 3 / 4


def test_an_answer_without_calls_earns_no_f1(chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    episode.finish("Answer: " + answer_text(task.answer))
    found = episode.score()
    assert (found.precision, found.recall, found.f1, found.answer_correct) == (1.0, 0.0, 0.0, True)
    assert found.reward == 0.0


def test_a_right_answer_counts_in_the_share_of_what_was_looked_up(chain: Bundle) -> None:
    """So that a guess earns nothing, and one after the first look-up little."""
    task = longest(chain)
    n = len(task.steps)
    for looked_up in range(n + 1):
        episode = start(chain, task)
        if looked_up:
            episode.act(turn(*golden(task, *range(looked_up))))
        episode.finish("Answer: " + answer_text(task.answer))
        f1, share = 2 * looked_up / (looked_up + n), looked_up / n
        assert episode.score().reward == pytest.approx((f1 + share) / 2)


def test_an_episode_that_has_not_begun_scores_nothing(chain: Bundle) -> None:
    found = start(chain, longest(chain)).score()
    assert (found.calls, found.solved, found.precision, found.f1, found.reward) == (0, 0, 1.0, 0.0, 0.0)
    assert found.turns == ()


def test_the_same_call_twice_solves_one_step_and_costs_f1(chain: Bundle) -> None:
    task = longest(chain)
    episode = start(chain, task)
    episode.act(turn(*golden(task, 0, 0)))
    found = episode.score()
    assert (found.solved, found.calls) == (1, 2)
    assert [c.solved for c in found.turns[0].calls] == [task.steps[0].id, None]


def test_a_golden_result_is_credited_to_its_call_only(fares: Bundle) -> None:
    task = longest(fares)
    episode = start(fares, task)
    for number, step in enumerate(task.steps, start=1):
        episode.call(step.tool, step.arguments)
        assert episode.score().solved == number


# ------------------------------------------------------------------ goals and effects


def test_a_goal_needs_its_effects(shop: Bundle) -> None:
    task = shop.level().tasks["cancel_the_open_order/1"]
    environment = shop.environment()
    assert play(environment, task, task.steps).goal_reached
    talk = start(shop, task)
    talk.finish("Answer: " + answer_text(task.answer))
    assert talk.score().answer_correct
    assert talk.score().goal_reached is False
    assert talk.score().reward == 0.0


def test_a_goal_that_was_reached_and_left_again_is_not_reached(shop: Bundle) -> None:
    task = next(t for t in shop.level().tasks.values() if t.id.startswith("more_pieces_then_total"))
    episode = start(shop, task)
    episode.act(turn(*golden(task)))
    assert episode.score().goal_reached
    wanted = task.steps[1].arguments
    episode.call("set_quantity", {**wanted, "quantity": 1})
    found = episode.score()
    assert found.goal_reached is False
    assert found.solved == 2


def test_an_effect_is_not_earned_by_a_call_that_fails(shop: Bundle) -> None:
    task = next(t for t in shop.level().tasks.values() if t.id.startswith("more_pieces_then_total"))
    episode = start(shop, task)
    episode.call("cancel_order", {"order": task.steps[0].answer})
    reply = json.loads(episode.call("set_quantity", task.steps[1].arguments))
    assert reply["error"] == "NotOpen"
    assert episode.score().solved == 0


def test_episodes_of_one_task_do_not_touch_each_other(shop: Bundle) -> None:
    task = shop.level().tasks["cancel_the_open_order/1"]
    one, other = start(shop, task), start(shop, task)
    order = task.steps[1].arguments
    first = one.call("cancel_order", order)
    assert json.loads(one.call("cancel_order", order))["error"] == "NotOpen"
    assert other.call("cancel_order", order) == first
    assert start(shop, task).call("cancel_order", order) == first


# ------------------------------------------------------------------ forks and snapshots


def play_on(episode: Episode, task: Task, *steps: int) -> None:
    """Make golden calls, each as a turn of its own."""
    for i in steps:
        episode.call(task.steps[i].tool, task.steps[i].arguments)


@pytest.mark.parametrize("task_id", ["cancel_the_open_order/1", "more_pieces_then_total/1"])
def test_a_fork_goes_on_where_its_episode_stands_and_neither_sees_the_other(shop: Bundle, task_id: str) -> None:
    task = shop.level().tasks[task_id]
    episode = start(shop, task)
    play_on(episode, task, 0)
    fork = episode.fork()
    before = episode.score(), copy.deepcopy(episode.messages), episode.state_hash()
    assert (fork.score(), fork.messages, fork.state_hash()) == before
    play_on(fork, task, 1)
    fork.finish("Answer: " + answer_text(task.answer))
    assert fork.score().goal_reached
    assert fork.score().reward == 1.0
    assert (episode.score(), episode.messages, episode.state_hash()) == before
    assert not episode.changes()
    assert fork.changes()
    play_on(episode, task, 1)
    assert episode.state_hash() == fork.state_hash()
    assert episode.changes() == fork.changes()
    assert {change.entity for change in fork.changes()} <= set(shop.rows)
    assert json.loads(json.dumps([change.to_json() for change in fork.changes()]))


def test_an_episode_goes_back_to_a_snapshot_as_often_as_one_likes(shop: Bundle) -> None:
    task = shop.level().tasks["cancel_the_open_order/1"]
    episode = start(shop, task)
    play_on(episode, task, 0)
    snapshot, score_then, hash_then = episode.snapshot(), episode.score(), episode.state_hash()
    for _ in range(2):
        play_on(episode, task, 1)
        episode.finish("Answer: nothing")
        assert episode.done
        episode.restore(snapshot)
        assert (episode.score(), episode.state_hash(), episode.done) == (score_then, hash_then, False)
        assert len(episode.messages) == 4
    other = start(shop, task)
    other.restore(snapshot)
    play_on(other, task, 1)
    assert other.score().solved == 2
    assert episode.score() == score_then
    with pytest.raises(ValueError, match="none of"):
        start(shop, "more_pieces_then_total/1").restore(snapshot)


def test_a_failing_call_leaves_the_state_as_it_was(shop: Bundle) -> None:
    task = shop.level().tasks["cancel_the_open_order/1"]
    episode = start(shop, task)
    play_on(episode, task, 0, 1)
    then = episode.state_hash()
    play_on(episode, task, 1)
    assert episode.score().turns[-1].calls[0].error == "NotOpen"
    assert episode.state_hash() == then


def test_calls_and_acts_tell_the_same_conversation(chain: Bundle) -> None:
    task = longest(chain)
    one, other = start(chain, task), start(chain, task)
    for i, step in enumerate(task.steps):
        one.call(step.tool, json.dumps(step.arguments))
        other.act(turn({**call(step.tool, step.arguments), "id": f"call_{2 + 2 * i}"}))
        if i % 2:
            assert one.messages == other.messages
    assert one.messages == other.messages
    assert one.score() == other.score()


def test_a_task_that_is_not_there_is_told_with_what_may_be_meant(chain: Bundle) -> None:
    task = longest(chain)
    environment = chain.environment()
    with pytest.raises(BundleError, match=f"no task '{task.id}x'; did you mean {task.id}"):
        environment.reset(f"{task.id}x")
    with pytest.raises(BundleError, match=r"author_currency has no task 'zzz'$"):
        score(chain, {"level": "base", "task": "zzz", "messages": []})
