"""Figures of the sandbox: calls one at a time and in frames, first answers, recovery, what many children leave behind.

Run by hand: `python -m benchmarks.sandbox [CHILDREN]`. Rates and times are the best of many short windows, so that
they say what the code costs where it has the processor; processor times hold on a busy machine, too. The load at the
beginning is printed with them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import PIPE

from toolwright.runtime.sandbox.package import Answered, Function, Package
from toolwright.runtime.sandbox.pool import Sandbox, Session
from toolwright.runtime.sandbox.pooled import MAX_FRAME, Pool

PACKAGE = Package(
    (
        Function("total", "def total(seats, price):\n    return {'total': seats * price, 'seats': seats}\n"),
        Function("spin", "def spin():\n    while True:\n        pass\n", timeout_ms=5),
    )
)
ARGUMENTS = [3, 120.5]
WANTED = Answered({"total": 361.5, "seats": 3})
BARE = """
import json, os
def total(seats, price):
    return {'total': seats * price, 'seats': seats}
os.write(1, b"ready\\n")
while request := os.read(0, 4096):
    os.write(1, json.dumps(total(*json.loads(request))).encode())
"""
"""What a process does that answers calls of `total` without any confinement; it never answered one before."""
WINDOW = 0.005
WINDOWS = 300


def best_rate(make: Callable[[], object], calls: int = 1) -> float:
    """The most calls a second over short windows; *make* makes *calls* of them."""
    best = 0.0
    for _ in range(WINDOWS):
        made, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < WINDOW:
            make()
            made += 1
        best = max(best, made * calls / passed)
    return best


def seconds(make: Callable[[], object]) -> float:
    """How long *make* takes."""
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def line(what: str, value: str) -> None:
    """Print one figure."""
    print(f"{what:<52} {value:>14}", flush=True)


def processor_time(session: Session, calls: int) -> float:
    """Seconds of both processes for a call, when *calls* of them travel together; the least of many rounds."""
    frame, rounds, best = [("total", ARGUMENTS)] * calls, max(2, 400 // calls), 9.0
    for _ in range(40):
        clock = (~(session.pid or 0) << 3) | 2
        start = time.process_time() + time.clock_gettime(clock)
        for _ in range(rounds):
            session.frame(frame)
        best = min(best, (time.process_time() + time.clock_gettime(clock) - start) / rounds / calls)
    return best


def first_answers(sandbox: Sandbox, spares: bool, busy: Session | None = None) -> float:
    """Best time to a new session's first answer, with a child that waits or while none does.

    Meanwhile the host sleeps, or makes the calls of another session.
    """
    best = 9.0
    for _ in range(60):
        if spares:
            until = time.perf_counter() + 0.02
            while busy and time.perf_counter() < until:
                busy.call("total", ARGUMENTS)
            time.sleep(max(0.0, until - time.perf_counter()))
        sessions = [sandbox.session() for _ in range(1 if spares else 4)]
        for session in sessions:
            best_of_one = seconds(partial(session.call, "total", ARGUMENTS))
        # Of several in a row, the last one finds no child that waits.
        best = min(best, best_of_one)
        for session in sessions:
            session.close()
    return best


def bare_answers(busy: Session | None = None) -> float:
    """What `first_answers` measures, of an interpreter with no confinement and a host with no checks."""
    best, request = 9.0, json.dumps(ARGUMENTS).encode() + b"\n"
    for _ in range(60):
        with subprocess.Popen([sys.executable, "-I", "-S", "-c", BARE], stdin=PIPE, stdout=PIPE, bufsize=0) as process:
            assert process.stdin and process.stdout
            process.stdout.readline()
            until = time.perf_counter() + 0.02
            while busy and time.perf_counter() < until:
                busy.call("total", ARGUMENTS)
            time.sleep(max(0.0, until - time.perf_counter()))
            ends = process.stdin.fileno(), process.stdout.fileno()
            start = time.perf_counter()
            os.write(ends[0], request)
            found = json.loads(os.read(ends[1], 4096))
            best = min(best, time.perf_counter() - start)
            assert found == WANTED.value
            process.stdin.close()
    return best


def recovery(sandbox: Sandbox) -> float:
    """Best time to the answer of a call whose child was killed just before."""
    best, session = 9.0, sandbox.session()
    for _ in range(60):
        session.call("total", ARGUMENTS)
        assert session.pid is not None
        os.kill(session.pid, signal.SIGKILL)
        best = min(best, seconds(lambda: session.call("total", ARGUMENTS)))
        time.sleep(0.005)
    session.close()
    return best


def soak(sandbox: Sandbox, children: int) -> str:
    """Make *children* sessions, a third of which end busy; what is left of them."""
    sandbox.close()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(children):
        session = sandbox.session()
        if number % 3 == 0:
            session.call("spin", [])
        else:
            assert session.call("total", ARGUMENTS) == WANTED
        session.close()
    time.sleep(0.2)
    zygote = sandbox.started().pid
    left = len(Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()) - 2
    sandbox.close()
    leaked = len(list(Path("/proc/self/fd").iterdir())) - before
    return f"{leaked} descriptors, {left} processes"


def main() -> None:
    """Print all figures."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, Python {sys.version.split()[0]}")
    sandbox = Sandbox(PACKAGE)
    session = sandbox.session()
    assert session.call("total", ARGUMENTS) == WANTED
    line("calls a second, one at a time", f"{best_rate(lambda: session.call('total', ARGUMENTS)):,.0f}")
    for count in (1, 16, MAX_FRAME):
        line(
            f"processor time of a call, host and child, {count} in a frame",
            f"{processor_time(session, count) * 1e6:.1f} us",
        )
    pool = Pool(sandbox)
    for count in (4, 16, MAX_FRAME):
        calls = [("total", ARGUMENTS)] * count
        line(f"calls a second, {count} in a frame, one worker", f"{best_rate(partial(pool.frame, calls), count):,.0f}")
    pool.close()
    session.close()
    line("first answer of a fresh child", f"{first_answers(sandbox, spares=False) * 1e3:.2f} ms")
    line("first answer of a child that waited", f"{first_answers(sandbox, spares=True) * 1e6:.0f} us")
    busy = sandbox.session()
    line("the same, while other calls are made", f"{first_answers(sandbox, spares=True, busy=busy) * 1e6:.0f} us")
    line("of a bare interpreter that waited (floor)", f"{bare_answers() * 1e6:.0f} us")
    line("the same, while other calls are made", f"{bare_answers(busy) * 1e6:.0f} us")
    busy.close()
    line("answer after the child was killed", f"{recovery(sandbox) * 1e3:.2f} ms")
    line(f"left behind by {children:,} children", soak(sandbox, children))
    sandbox.close()


if __name__ == "__main__":
    main()
