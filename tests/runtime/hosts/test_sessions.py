"""Sessions are bounded, expire, keep their order, and know nothing of each other."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from toolwright.runtime.hosts.problems import Problem
from toolwright.runtime.hosts.sessions import Session, Sessions

from ...conftest import Built


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def some(built: Built, clock: Clock, *, limit: int = 3) -> tuple[Sessions, list[tuple[str, str]]]:
    ended: list[tuple[str, str]] = []
    sessions = Sessions(
        {"shop_orders": built["shop_orders"]},
        limit=limit,
        idle=10,
        clock=clock,
        ended=lambda session, why: ended.append((session.id, why)),
    )
    return sessions, ended


def apart(built: Built, name: str, use: Callable[[Session], None] = lambda session: None) -> Session:
    """A session whose calls run in threads, as those of extern functions do."""
    bundle = built["shop_orders"]
    return Session(name, bundle, "base", bundle.environment().reset(next(iter(bundle.level().tasks))), True, use)


def refused(problem: pytest.ExceptionInfo[Problem]) -> tuple[int, str]:
    return problem.value.status, problem.value.code


def test_a_session_that_rests_too_long_is_gone_swept_or_not(built: Built) -> None:
    clock = Clock()
    sessions, ended = some(built, clock)
    first, second = (sessions.create(None, "base", None).id for _ in range(2))
    clock.now += 8
    sessions.get(second)
    clock.now += 3
    with pytest.raises(Problem) as gone:
        sessions.get(first)
    assert refused(gone) == (404, "unknown_session")
    assert sessions.sweep() == 0 and second in sessions
    clock.now += 11
    assert sessions.sweep() == 1 and len(sessions) == 0
    assert ended == [(first, "expired"), (second, "expired")]


def test_when_all_are_in_use_the_next_is_told_when_to_ask_again(built: Built) -> None:
    clock = Clock()
    sessions, ended = some(built, clock)
    for _ in range(3):
        sessions.create(None, "base", None)
        clock.now += 1
    with pytest.raises(Problem) as full:
        sessions.create(None, "base", None)
    assert refused(full) == (429, "full")
    clock.now += float(full.value.headers["Retry-After"])
    clock.now += 0.1
    sessions.create(None, "base", None)
    assert len(ended) == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("other", "base", None), "unknown_bundle"),
        ((None, "other", None), "unknown_level"),
        ((None, "base", "other"), "unknown_task"),
    ],
)
def test_what_is_not_there_is_named(built: Built, asked: tuple[str | None, str, str | None], code: str) -> None:
    sessions, _ = some(built, Clock())
    with pytest.raises(Problem) as found:
        sessions.create(*asked)
    assert refused(found) == (404, code)


def test_closing_and_stopping_end_sessions_once(built: Built) -> None:
    sessions, ended = some(built, Clock())
    first, second = (sessions.create(None, "base", None) for _ in range(2))
    sessions.close(first.id)
    with pytest.raises(Problem):
        sessions.close(first.id)
    sessions.stop()
    assert ended == [(first.id, "closed"), (second.id, "stopped")]


def test_what_runs_apart_runs_in_order_within_a_session_and_side_by_side_across(built: Built) -> None:
    one, other = (apart(built, name) for name in "ab")
    met = threading.Barrier(2)
    order: list[int] = []

    def slow(number: int) -> None:
        if number == 0:
            met.wait(10)  # only somebody of the other session can come here meanwhile
            time.sleep(0.02)
        order.append(number)

    async def main() -> None:
        asked = [asyncio.ensure_future(one.run(lambda n=n: slow(n))) for n in range(4)]  # type: ignore[misc]
        await asyncio.sleep(0)
        assert one.busy
        await asyncio.gather(other.run(lambda: met.wait(10)), *asked)

    asyncio.run(main())
    assert order == [0, 1, 2, 3]
    assert not one.busy and not other.busy


def test_a_session_at_work_does_not_expire(built: Built) -> None:
    clock = Clock()
    sessions, ended = some(built, clock)
    session = sessions.create(None, "base", None)
    session.busy = 1
    clock.now += 100
    assert sessions.sweep() == 0 and sessions.get(session.id) is session
    assert not ended


@pytest.mark.parametrize("world", ["shop_orders", "flight_distances"])
def test_a_call_that_lasts_longer_than_a_session_may_rest_ends_neither_it_nor_those_beside_it(
    built: Built, world: str
) -> None:
    """The calls of one world run in the event loop, those of the other in threads."""
    clock = Clock()
    ended: list[str] = []
    sessions = Sessions({world: built[world]}, idle=10, clock=clock, ended=lambda session, why: ended.append(why))
    session, resting = (sessions.create(None, "base", None) for _ in range(2))

    def long() -> None:
        clock.now += 6
        sessions.get(resting.id)
        clock.now += 6

    asyncio.run(session.run(long))
    assert sessions.sweep() == 0 and sessions.get(session.id) is session
    clock.now += 6  # the other one has rested for 12 by now
    assert sessions.sweep() == 1 and session.id in sessions
    assert ended == ["expired"]


def test_work_that_has_begun_goes_on_when_nobody_waits_for_it_any_more(built: Built) -> None:
    used: list[str] = []
    session = apart(built, "a", lambda session: used.append(session.id))
    began, may_end = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        began.set()
        may_end.wait(10)
        order.append("first")

    async def main() -> None:
        gone = asyncio.ensure_future(session.run(first))
        never = asyncio.ensure_future(session.run(lambda: order.append("never")))
        await asyncio.to_thread(began.wait, 10)
        gone.cancel()
        never.cancel()
        await asyncio.wait({gone, never})
        assert gone.cancelled() and never.cancelled() and session.busy == 1 and not used
        after = asyncio.ensure_future(session.run(lambda: order.append("after")))
        await asyncio.sleep(0.02)
        may_end.set()
        await after

    asyncio.run(main())
    assert order == ["first", "after"] and not session.busy and used == ["a", "a"]


def test_sessions_share_processes_where_that_is_asked_for(built: Built) -> None:
    bundles = {"flight_distances": built["flight_distances"]}
    own, together = (Sessions(bundles, pooled=pooled) for pooled in (False, True))
    for sessions, shared in ((own, False), (together, True)):
        session = sessions.create(None, "base", None)
        episode = session.episode
        assert episode.environment is bundles["flight_distances"].environment("base", pooled=shared)
        step = episode.task.steps[0]
        episode.call(step.tool, step.arguments)
        assert episode.score().solved == 1
        sessions.stop()
