"""Calls a second over HTTP with many open sessions, how long they take at half that load, and hours under fire.

The server is `toolwright serve` in one process. Every session plays a script of calls, writes among them (`callers`),
so that a wrong observation, a lost session or state that leaks from one session to another is seen.

    python -m benchmarks.serve
    python -m benchmarks.serve --soak 600        extern functions, whose processes are killed at random
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvloop
from pydantic_core import to_json

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl.check import check
from toolwright.runtime import Bundle
from toolwright.runtime.environment import Environment

from .callers import Script, Seat, Tally, flat_out, steadily
from .library import library

SESSIONS, ROWS = 1000, 1000
KILL_EVERY = 0.2
"""Seconds between two processes that are killed."""
ROOT = Path(__file__).parent.parent


@dataclass
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def cpu(self) -> float:
        """Seconds of processor that it has used, its threads included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that are resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def below(self) -> list[int]:
        """The processes that its own processes started: those in which extern functions run."""
        return [grandchild for child in _children(self.process.pid) for grandchild in _children(child)]

    def files(self) -> int:
        """How many descriptors are open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


@contextmanager
def serving(bundle: Path, *options: object) -> Iterator[Server]:
    """`toolwright serve` at a free port."""
    command = [sys.executable, "-m", "toolwright", "serve", str(bundle), "--http", "0", *map(str, options)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+:(\d+)", process.stderr.readline())
        assert found is not None
        try:
            yield Server(process, int(found[1]))
        finally:
            process.terminate()
            print(process.stderr.read(), end="", file=sys.stderr)


# ------------------------------------------------------------------ scripts


class _Disk:
    def read(self, path: str) -> bytes:
        """A file, or the scenario that is made here."""
        return library(ROWS).encode() if path == "library.tool" else Path(path).read_bytes()


def built(path: str, folder: Path) -> Bundle:
    """The bundle of a scenario, written to *folder*."""
    checked = check(path, _Disk())
    assert checked.program is not None, checked.diagnostics
    compiled = compile_program(checked.program)
    assert compiled.files is not None, compiled.diagnostics
    write_folder(compiled.files, folder)
    return Bundle.load(folder)


def scripted(environment: Environment, task: str, calls: Sequence[tuple[str, str]]) -> Script:
    """*calls* over and over until the episode is over, with what they give in process."""
    episode = environment.reset(task)
    made: list[tuple[bytes, bytes]] = []
    while not episode.done:
        name, arguments = calls[len(made) % len(calls)]
        observation = episode.call(name, arguments)
        asked = to_json({"name": name, "arguments": arguments})
        made.append((asked, to_json({"observation": observation, "done": episode.done})))
    return Script(to_json({"task": task, "level": environment.level}), made)


def library_scripts(bundle: Bundle) -> list[Script]:
    """Scripts of look-ups and queries, and every second one of look-ups and writes."""
    environment = bundle.environment()
    (task, *_) = environment.tasks
    scripts = []
    for row in bundle.rows["Book"][:50]:
        reads = [
            ("price_of", {"isbn": row["isbn"]}),
            ("published", {"title": row["title"]}),
            ("dearest", {"genre": row["genre"], "at_most": 30.0, "limit": 3}),
        ]
        writes = [reads[0], ("take_out", {"isbn": row["isbn"], "copies": 1})]
        scripts += [
            scripted(environment, task, [(name, json.dumps(given)) for name, given in calls])
            for calls in (reads, writes)
        ]
    return scripts


def golden_scripts(bundle: Bundle, tasks: int) -> list[Script]:
    """Scripts of golden calls."""
    environment = bundle.environment()
    return [
        scripted(environment, task.id, [(step.tool, json.dumps(step.arguments)) for step in task.steps])
        for task in [*environment.tasks.values()][:tasks]
    ]


# ------------------------------------------------------------------ what is measured


def load(seconds: float) -> int:
    """Print how many calls a second there are; 1 where something went wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        scripts = library_scripts(built("library.tool", folder))
        seats = [Seat(scripts[number % len(scripts)]) for number in range(SESSIONS)]
        with serving(folder, "--max-sessions", 2 * SESSIONS) as server:
            uvloop.run(flat_out(server.port, seats, 2))  # opens all sessions and warms what is made when it is needed
            print(f"load {os.getloadavg()[0]:.1f}, {SESSIONS} open sessions, {server.memory():.0f} MB")
            best, wrong = 0.0, Counter[str]()
            for _ in range(3):
                before, mine, began = server.cpu(), time.process_time(), time.perf_counter()
                tally = uvloop.run(flat_out(server.port, seats, seconds))
                took = time.perf_counter() - began
                rate = tally.calls / took
                wrong += tally.problems
                best = max(best, rate)
                print(
                    f"flat out   {rate:7.0f} calls/s   p50 {tally.at(0.5):6.1f} ms   p99 {tally.at(0.99):6.1f} ms   "
                    f"server {1e6 * (server.cpu() - before) / tally.calls:4.0f} us/call   "
                    f"client {1e6 * (time.process_time() - mine) / tally.calls:4.0f} us/call   {dict(tally.problems)}"
                )
            for rate in (1500, best / 2):
                tally = uvloop.run(steadily(server.port, seats, seconds, rate))
                wrong += tally.problems
                print(
                    f"{rate:5.0f}/s    {tally.calls / seconds:7.0f} calls/s   p50 {tally.at(0.5):6.1f} ms   "
                    f"p99 {tally.at(0.99):6.1f} ms   {dict(tally.problems)}"
                )
    return 1 if wrong else 0


def soak(seconds: float, kill: bool) -> int:
    """Play extern functions while their processes are killed; 1 where something went wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "flights"
        bundle = built((ROOT / "specs/flight_distances/flight_distances.tool").as_posix(), folder)
        scripts = golden_scripts(bundle, 50)
        seats = [Seat(scripts[number % len(scripts)]) for number in range(200)]
        with serving(folder) as server:
            total, killed = uvloop.run(_soaked(server, seats, seconds, kill))
    print(f"{total.calls} calls, {killed} processes killed; {dict(total.problems) or 'nothing wrong'}")
    for said, times in total.again.items():
        print(f"asked again {times} times: {said}")
    return 1 if any(not problem.startswith("told") for problem in total.problems) else 0


async def _soaked(server: Server, seats: Sequence[Seat], seconds: float, kill: bool) -> tuple[Tally, int]:
    rng = random.Random(2)
    killed = 0

    async def shoot() -> None:
        nonlocal killed
        while kill:
            await asyncio.sleep(KILL_EVERY)
            if found := server.below():
                with suppress(ProcessLookupError):
                    os.kill(rng.choice(found), signal.SIGKILL)
                    killed += 1

    shooting = asyncio.create_task(shoot())
    total = Tally()
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        tally = await flat_out(server.port, seats, min(30, left))
        total.calls += tally.calls
        total.problems += tally.problems
        total.again += tally.again
        print(
            f"{seconds - (end - time.perf_counter()):5.0f} s   {tally.calls:7} calls   p99 {tally.at(0.99):6.1f} ms   "
            f"{server.memory():6.1f} MB   {len(server.below())} processes   {server.files()} files   "
            f"{dict(tally.problems)}",
            flush=True,
        )
    shooting.cancel()
    return total, killed


def main() -> int:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--soak", type=float, metavar="SECONDS", help="play extern functions for so long")
    parser.add_argument("--no-kill", action="store_true", help="leave their processes alone")
    options = parser.parse_args()
    gc.disable()  # a client that pauses looks like a server that does
    return soak(options.soak, not options.no_kill) if options.soak else load(options.seconds)


if __name__ == "__main__":
    sys.exit(main())
