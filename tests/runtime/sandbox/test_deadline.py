"""When a call is cut off: what computes is measured by its own clock, and only what does nothing by the wall's."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import Any, cast

import pytest

from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.sandbox import child
from toolwright.runtime.sandbox.child import TimeUpError
from toolwright.runtime.sandbox.package import Answered, Failed, Function, Package
from toolwright.runtime.sandbox.pool import Sandbox


@dataclass
class Process:
    """A process as its clocks show it, at a time that the test sets."""

    now: float = 100.0
    computed: float = 0.0
    queued: float = 0.0
    waits: bool = False
    asked: bool = False

    def monotonic(self) -> float:
        return self.now

    def processor_time(self) -> float:
        return self.computed

    def queued_time(self) -> float:
        return self.queued

    def wants_processor(self) -> bool:
        return self.waits

    def ask_to_stop(self) -> None:
        self.asked = True


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    made = Process()
    monkeypatch.setattr(child, "time", made)
    return made


def deadline(process: Process) -> Any:
    """A limit of 0.1 seconds of computing, and so of one second of doing nothing."""
    return child._Deadline(cast(Any, process), 0.1)


def test_a_call_that_waits_for_a_processor_is_not_cut_off(process: Process) -> None:
    limit = deadline(process)
    for second in range(1, 40):
        process.now, process.queued = 100.0 + second, second - 0.1
        assert limit.next_wait() > 0
    assert not process.asked
    process.now, process.waits = process.now + 15, True  # in the queue, and not yet told how long
    assert limit.next_wait() > 0
    process.now += 20
    with pytest.raises(TimeUpError):
        limit.next_wait()


def test_a_call_that_does_nothing_is_asked_and_then_cut_off(process: Process) -> None:
    limit = deadline(process)
    process.now += 0.85
    assert 0 < limit.next_wait() < 0.2
    assert process.asked
    process.now += 0.2
    with pytest.raises(TimeUpError):
        limit.next_wait()


def test_a_call_that_computes_is_cut_off_by_what_it_computed(process: Process) -> None:
    limit = deadline(process)
    process.now, process.computed, process.waits = 100.5, 0.085, True
    limit.next_wait()
    assert process.asked
    process.computed = 0.1
    with pytest.raises(TimeUpError):
        limit.next_wait()


def test_the_clocks_are_those_of_the_process() -> None:
    sandbox = Sandbox(Package((Function("add", "def add(a, b):\n    return a + b\n"),)))
    session = sandbox.session()
    assert session.call("add", [1, 2]) == Answered(3)
    made = session._child
    assert made is not None
    assert made.queued_time() >= 0
    # Its answer is there before it has gone to sleep again.
    asleep = time.monotonic() + 10
    while made.wants_processor() and time.monotonic() < asleep:
        time.sleep(0.001)
    assert not made.wants_processor()
    os.kill(made.pid, signal.SIGSTOP)
    stopped = session.call("add", [1, 2])
    assert isinstance(stopped, Failed) and stopped.code is ErrorCode.TIMEOUT
    assert session.call("add", [3, 4]) == Answered(7)
    sandbox.close()
