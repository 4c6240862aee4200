"""Processes come and go; answers stay right, and nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.sandbox.child import Child
from toolwright.runtime.sandbox.inside import zygote
from toolwright.runtime.sandbox.inside.bodies import Caller
from toolwright.runtime.sandbox.launch import Confinement
from toolwright.runtime.sandbox.package import Answered, Failed, Function, Package
from toolwright.runtime.sandbox.pool import Sandbox, Session
from toolwright.runtime.sandbox.pooled import CHECKED_TWICE, MAX_FRAME, RECYCLE, Pool, RemembersError

from ...conftest import ROOT

ADD = Function("add", "def add(a, b):\n    return a + b\n")
SPIN = Function("spin", "def spin():\n    while True:\n        pass\n", timeout_ms=30)
DIE = Function("die", "def die():\n    os._exit(0)\n", ("os",))
COUNT = Function("count", "seen = []\ndef count():\n    seen.append(1)\n    return len(seen)\n")
PACKAGE = Package((ADD, SPIN, DIE, COUNT))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(PACKAGE)
    yield made
    made.close()


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[Session]:
    made = sandbox.session()
    yield made
    made.close()


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds within five seconds."""
    end = time.monotonic() + 5
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def children(sandbox: Sandbox) -> list[str]:
    zygote = sandbox.started().pid
    return Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()


def test_a_call_gives_what_the_function_returns(session: Session) -> None:
    assert session.call("add", [1, 2]) == Answered(3)
    assert session.call("add", ["ä", "\x00\u2028"]) == Answered("ä\x00\u2028")
    assert session.call("add", [[{"a": [None, True, 1.5]}], []]) == Answered([{"a": [None, True, 1.5]}])


def test_a_failure_says_where_and_what_to_the_author(session: Session) -> None:
    found = session.call("add", [1, "x"])
    assert found == Failed(ErrorCode.INTERNAL, "line 2: TypeError: unsupported operand type(s) for +: 'int' and 'str'")


def test_children_that_wait_are_made_anew_after_an_answer() -> None:
    sandbox = Sandbox(PACKAGE, Confinement(spares=1))
    sandbox.started()
    assert until(lambda: len(children(sandbox)) == 1)
    waited = children(sandbox)
    session = sandbox.session()
    assert session.call("add", [1, 2]) == Answered(3)
    assert [str(session.pid)] == waited
    # One works for the session, another waits for the next.
    assert until(lambda: len(children(sandbox)) == 2)
    for _ in range(3):
        session.call("add", [1, 2])
    assert len(children(sandbox)) == 2
    sandbox.close()


@pytest.mark.parametrize("then", [lambda session: session.call("add", [1, 2]), Session.close])
def test_who_goes_on_after_the_first_answer_sees_to_the_children_that_wait(then: Callable[[Session], object]) -> None:
    sandbox = Sandbox(PACKAGE)
    zygote = sandbox.started()
    first = sandbox.session()
    assert first.call("add", [1, 2]) == Answered(3)
    assert (zygote._due, zygote._waiting) == (1, [])
    assert until(lambda: bool(zygote._poll(0)))
    then(first)
    (waiting,) = zygote._waiting
    assert zygote._due == 1
    second = sandbox.session()
    assert second.call("add", [3, 4]) == Answered(7)
    assert second.pid == waiting.pid
    sandbox.close()


def test_a_call_sees_nothing_of_an_earlier_one_in_the_same_session(session: Session) -> None:
    assert [session.call("count", []) for _ in range(3)] == [Answered(1)] * 3


def test_a_call_that_computes_too_long_ends_and_its_process_goes_on(session: Session) -> None:
    session.call("add", [1, 2])
    before = session.pid
    found = session.call("spin", [])
    assert isinstance(found, Failed)
    assert found.code == ErrorCode.TIMEOUT
    assert session.pid == before
    assert session.call("add", [1, 2]) == Answered(3)


def test_calls_of_one_frame_end_one_by_one(session: Session) -> None:
    found = session.frame([("add", [1, 2]), ("die", []), ("spin", []), ("add", [3, 4])])
    assert [found[0], found[3]] == [Answered(3), Answered(7)]
    assert [each.code for each in found[1:3] if isinstance(each, Failed)] == [
        ErrorCode.RESOURCE_LIMIT,
        ErrorCode.TIMEOUT,
    ]


def test_a_child_killed_from_outside_is_replaced_without_a_wrong_answer(session: Session) -> None:
    for _ in range(5):
        assert session.call("add", [1, 2]) == Answered(3)
        assert session.pid is not None
        os.kill(session.pid, signal.SIGKILL)
        assert session.call("add", [3, 4]) == Answered(7)


def test_children_that_were_killed_while_they_waited_cost_a_call_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    before = sandbox.session()
    assert [before.call("add", [1, 2]) for _ in range(2)] == [Answered(3)] * 2
    assert until(lambda: len(children(sandbox)) == 1 + Confinement().spares)

    def killed() -> bool:
        found = children(sandbox)
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        return not found

    assert until(killed)
    monkeypatch.setattr("toolwright.runtime.sandbox.pool._TRIES", 1)
    assert session.call("add", [3, 4]) == Answered(7)


def test_a_child_that_is_killed_before_it_has_a_handle_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter([1, 2, os.getpid()])
    really = os.pidfd_open

    def opened(pid: int) -> int:
        if pid != os.getpid():
            raise ProcessLookupError
        return really(pid)

    monkeypatch.setattr(os, "fork", lambda: next(made))
    monkeypatch.setattr(os, "pidfd_open", opened)
    pid, handle = zygote.forked(0, 0, Caller({}), None)
    os.close(handle)
    assert pid == os.getpid()


def test_a_killed_zygote_is_replaced(sandbox: Sandbox) -> None:
    session = sandbox.session()
    assert session.call("add", [1, 2]) == Answered(3)
    os.kill(sandbox.started().pid, signal.SIGKILL)
    assert session.call("add", [3, 4]) == Answered(7)
    assert sandbox.session().call("add", [3, 4]) == Answered(7)


def test_children_end_with_their_zygote(sandbox: Sandbox) -> None:
    session = sandbox.session()
    session.call("add", [1, 2])
    child = session.pid
    assert child is not None
    sandbox.close()
    assert until(lambda: not Path(f"/proc/{child}").exists())


ORPHAN = """
import os, sys, time
from toolwright.runtime.sandbox.inside import zygote
from toolwright.runtime.sandbox.inside.bodies import Caller

zygote.rehearse = lambda caller: time.sleep(0.5)
pid, _ = zygote.forked(int(sys.argv[1]), int(sys.argv[2]), Caller({}), None)
print(pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_child_whose_zygote_ends_before_the_child_is_ready_ends_too() -> None:
    """The kernel tells a child of its parent's end only once the child has asked for that."""
    requests, answers = os.pipe(), os.pipe()
    command = [sys.executable, "-c", ORPHAN, str(requests[0]), str(answers[1])]
    done = subprocess.run(
        command, cwd=ROOT, pass_fds=(requests[0], answers[1]), stdout=subprocess.PIPE, text=True, check=False
    )
    child = int(done.stdout)
    try:
        assert until(lambda: not Path(f"/proc/{child}").exists())
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        for end in (*requests, *answers):
            os.close(end)


def test_many_sessions_leak_no_descriptor_and_leave_no_process(sandbox: Sandbox) -> None:
    sandbox.close()
    before = descriptors()
    for number in range(150):
        session = sandbox.session()
        session.call(
            "spin" if number % 50 == 0 else "die" if number % 10 == 0 else "add", [1, 2] if number % 10 else []
        )
        if number % 3 == 0 and session.pid is not None:
            os.kill(session.pid, signal.SIGKILL)
        session.close()
    assert until(lambda: len(children(sandbox)) <= Confinement().spares)
    sandbox.close()
    assert descriptors() == before


def test_more_sessions_than_processes(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_most", 4)
    sessions = [sandbox.session() for _ in range(12)]
    for _ in range(2):
        assert all(session.call("add", [1, 2]) == Answered(3) for session in sessions)
        assert sum(session.pid is not None for session in sessions) <= 4


def test_a_fork_of_the_host_has_children_of_its_own(sandbox: Sandbox) -> None:
    session = sandbox.session()
    session.call("add", [1, 2])
    mine, zygote = session.pid, sandbox.started().pid
    sandbox.refill()
    theirs = children(sandbox)
    read, write = os.pipe()
    fork = os.fork()
    if fork == 0:
        right = session.call("add", [2, 2]) == Answered(4) and session.pid != mine and sandbox.started().pid != zygote
        right = right and not {str(child.pid) for child in sandbox.started()._waiting} & set(theirs)
        sandbox.close()
        os.write(write, b"1" if right else b"0")
        os._exit(0)
    os.close(write)
    assert os.read(read, 1) == b"1"
    os.close(read)
    os.waitpid(fork, 0)
    assert session.call("add", [1, 2]) == Answered(3)
    assert session.pid == mine


def test_threads_share_a_sandbox(sandbox: Sandbox) -> None:
    shared, wrong = sandbox.session(), []

    def work(number: int) -> None:
        own = sandbox.session()
        made = [session.call("add", [number, step]) for step in range(30) for session in (own, shared)]
        if made != [Answered(number + step) for step in range(30) for _ in range(2)]:
            wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_tasks_of_an_event_loop_share_a_sandbox(sandbox: Sandbox) -> None:
    async def made() -> list[object]:
        sessions = [sandbox.session() for _ in range(10)]
        calls = (asyncio.to_thread(session.call, "add", [n, n]) for n, session in enumerate(sessions))
        return [*await asyncio.gather(*calls)]

    assert asyncio.run(made()) == [Answered(2 * n) for n in range(10)]


def test_arguments_that_are_too_large_are_refused(session: Session) -> None:
    assert session.call("add", ["x" * 300_000, ""]) == Failed(
        ErrorCode.RESOURCE_LIMIT, "its answer has more than 65536 bytes"
    )
    found = session.call("add", ["x" * (5 << 20), ""])
    assert isinstance(found, Failed)
    assert found.code == ErrorCode.RESOURCE_LIMIT
    with pytest.raises(ValueError, match="Out of range float"):
        session.call("add", [float("inf"), 1])


# ------------------------------------------------------------------ pools

POOLED = Package((ADD, SPIN))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    sandbox = Sandbox(POOLED)
    made = Pool(sandbox, workers=2)
    yield made
    made.close()
    sandbox.close()


def test_a_pool_answers_many_calls_at_once(pool: Pool) -> None:
    calls = [("add", [n, 1]) for n in range(3 * MAX_FRAME)]
    assert pool.frame(calls) == [Answered(n + 1) for n in range(3 * MAX_FRAME)]
    assert pool.call("add", [1, 1]) == Answered(2)


def test_a_pool_of_many_threads_gives_each_its_own_answers(pool: Pool) -> None:
    wrong = []

    def work(number: int) -> None:
        made = [pool.call("add", [1000 * number, step]) for step in range(40)]
        found = pool.call("spin", [])
        in_time = not isinstance(found, Failed) or found.code != ErrorCode.TIMEOUT
        if in_time or made != [Answered(1000 * number + step) for step in range(40)]:
            wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_code_that_remembers_cannot_be_pooled(sandbox: Sandbox) -> None:
    with pytest.raises(RemembersError, match="`count` may keep something"):
        Pool(sandbox)


def test_a_function_whose_answers_differ_between_processes_is_refused() -> None:
    # The code lies about keeping nothing in a way that no look at it finds: it reaches the process's own clock.
    own = Function("own", "def own():\n    return datetime.datetime.now().isoformat()\n", ("datetime",))
    sandbox = Sandbox(Package((own,)))
    pool = Pool(sandbox)
    found = [pool.call("own", []) for _ in range(CHECKED_TWICE)]
    assert {each.reason for each in found if isinstance(each, Failed)} == {
        "it gives different answers in two processes"
    }
    pool.close()
    sandbox.close()


def test_a_worker_is_replaced_after_many_calls(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.runtime.sandbox.pooled.RECYCLE", 10)
    assert RECYCLE > 10
    workers = [worker._session for worker in pool._workers]
    pool.frame([("add", [1, 1])] * 10)
    pool.frame([("add", [1, 1])] * 10)
    assert [session.pid for session in workers] == [None, None]
    assert pool.call("add", [1, 1]) == Answered(2)


def test_children_that_do_not_know_yet_that_their_zygote_is_gone_cost_nobody_a_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = Sandbox(PACKAGE)
    zygote = sandbox.started()

    def two_wait() -> bool:
        sandbox.refill()
        return len(zygote._waiting) == 2

    assert until(two_wait)
    os.kill(zygote.pid, signal.SIGKILL)
    assert until(lambda: all(child.ended() for child in zygote._waiting))
    monkeypatch.setattr(Child, "ended", lambda self: False)
    assert sandbox.session().call("add", [2, 3]) == Answered(5)
    sandbox.close()
