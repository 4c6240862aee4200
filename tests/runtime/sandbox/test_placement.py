"""A child runs where its caller waits, and anywhere once its call takes long."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from toolwright.runtime.sandbox import placement
from toolwright.runtime.sandbox.package import Answered, Function, Package
from toolwright.runtime.sandbox.placement import Placement
from toolwright.runtime.sandbox.pool import Sandbox, Session

PACKAGE = Package(
    (
        Function("add", "def add(a, b):\n    return a + b\n"),
        Function("count", "def count(most):\n    return sum(range(most))\n", timeout_ms=5000),
        Function("spin", "def spin():\n    while True:\n        pass\n", timeout_ms=30),
    )
)
LONG = 2_000_000
"""So many steps take far longer than a child is kept beside its caller."""


@pytest.fixture
def allowed() -> Iterator[set[int]]:
    """Where this thread may run, which is put back."""
    before = os.sched_getaffinity(0)
    yield set(before)
    os.sched_setaffinity(0, before)


@pytest.fixture
def session() -> Iterator[Session]:
    sandbox = Sandbox(PACKAGE)
    made = sandbox.session()
    yield made
    made.close()
    sandbox.close()


def where(session: Session) -> set[int]:
    assert session.pid is not None
    return os.sched_getaffinity(session.pid)


def comes_to(session: Session, processor: int) -> bool:
    """Whether the child comes there; on a busy machine a short call may take long, and its child is let go."""
    for _ in range(50):
        assert session.call("add", [1, 2]) == Answered(3)
        if where(session) == {processor}:
            return True
    return False


def test_a_child_follows_its_caller(session: Session, allowed: set[int]) -> None:
    for processor in [*allowed, *allowed]:
        os.sched_setaffinity(0, {processor})
        assert comes_to(session, processor)


def test_a_long_call_may_run_wherever_its_caller_may(session: Session, allowed: set[int]) -> None:
    some = set(sorted(allowed)[:2])
    os.sched_setaffinity(0, some)
    assert session.call("add", [1, 2]) == Answered(3)
    assert session.call("count", [LONG]) == Answered(sum(range(LONG)))
    assert where(session) == some
    os.sched_setaffinity(0, {max(some)})
    assert comes_to(session, max(some))


def test_children_of_one_caller_each_follow_it(allowed: set[int]) -> None:
    sandbox = Sandbox(PACKAGE)
    sessions = [sandbox.session() for _ in range(4)]
    for processor in allowed:
        os.sched_setaffinity(0, {processor})
        for session in sessions:
            assert comes_to(session, processor)
    sandbox.close()


def test_whoever_moved_still_times_out_and_is_replaced(session: Session, allowed: set[int]) -> None:
    os.sched_setaffinity(0, {min(allowed)})
    assert session.call("add", [1, 2]) == Answered(3)
    assert not isinstance(session.call("spin", []), Answered)
    os.sched_setaffinity(0, {max(allowed)})
    assert comes_to(session, max(allowed))


def test_the_id_of_a_process_that_ended_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[int] = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda pid, _: moved.append(pid))
    gone = Placement(os.getpid(), alive=lambda: False)
    gone.beside_caller()
    gone.anywhere()
    assert moved == []
    Placement(os.getpid(), alive=lambda: True).beside_caller()
    assert moved == [os.getpid()]


def test_nothing_is_moved_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[set[int]] = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, to: moved.append(set(to)))
    monkeypatch.setattr(placement, "_here", lambda: 7)
    found = Placement(os.getpid(), alive=lambda: True)
    found.anywhere()
    assert moved == []
    for _ in range(3):
        found.beside_caller()
    assert moved == [{7}]
    for _ in range(3):
        found.anywhere()
    assert moved == [{7}, os.sched_getaffinity(0)]


def test_where_nothing_may_be_moved_calls_are_made(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(os, "sched_setaffinity", refuse)
    assert session.call("add", [1, 2]) == Answered(3)
    assert session.call("count", [LONG]) == Answered(sum(range(LONG)))


def test_a_child_that_was_killed_is_replaced_by_one_beside_its_caller(session: Session, allowed: set[int]) -> None:
    assert session.call("add", [1, 2]) == Answered(3)
    assert session.pid is not None
    os.kill(session.pid, signal.SIGKILL)
    time.sleep(0.01)
    os.sched_setaffinity(0, {max(allowed)})
    assert comes_to(session, max(allowed))


def test_a_child_waits_near_whoever_took_it_in(allowed: set[int]) -> None:
    sandbox = Sandbox(PACKAGE)
    for processor in allowed:
        os.sched_setaffinity(0, {processor})
        child = sandbox.started().child()
        assert os.sched_getaffinity(child.pid) == {processor}
        child.close()
    sandbox.close()
