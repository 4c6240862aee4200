"""Calls a second over HTTP with many open sessions, how long they take at half that load, and hours under fire.

The server is `toolwright serve` in one process. The client shares its machine, so it is as light as can be: keep-alive
connections on raw asyncio protocols that compare bytes. Every session plays a script of calls, writes among them, whose
observations were computed in process beforehand; each reply is compared with its own, so that a wrong observation, a
lost session or state that leaks from one session to another is seen.

    python -m benchmarks.serve
    python -m benchmarks.serve --soak 600        extern functions, whose processes are killed at random
"""

from __future__ import annotations

import argparse
import asyncio
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import uvloop
from pydantic_core import to_json

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl.check import check
from toolwright.runtime import Bundle
from toolwright.runtime.environment import Environment

from .library import library

SESSIONS, CONNECTIONS, ROWS = 1000, 64, 1000
TICK = 0.001
TRIES, RETRY_AFTER = 5, 0.2
"""How often a call that the server has no process for is asked for again, and after how many seconds."""
KILL_EVERY = 0.2
"""Seconds between two processes that are killed."""
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Script:
    """What a session plays: how it is made, and its calls with the replies that they must have."""

    create: bytes
    calls: Sequence[tuple[bytes, bytes]]


@dataclass
class Tally:
    """What came back."""

    calls: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    """Calls that were not taken and asked for again, by what the server said."""
    seconds: list[float] = field(default_factory=list)
    """Of each call."""

    def at(self, share: float) -> float:
        """A quantile of the calls' times, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._got = bytearray()
        self._reply: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are none by their class

    def data_received(self, data: bytes) -> None:
        """Read a reply."""
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0 or self._reply is None:
            return
        start = self._got.index(b"content-length: ") + 16
        length = int(self._got[start : self._got.index(b"\r", start)])
        if len(self._got) >= head + 4 + length:
            status, body = int(self._got[9:12]), bytes(self._got[head + 4 : head + 4 + length])
            self._got.clear()
            reply, self._reply = self._reply, None
            reply.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionError("the server closed the connection"))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Send a request; its status and body."""
        self._reply = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._reply


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """A request's bytes."""
    kind = "Content-Type: application/json\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Seat:
    """One open session, played from its script over and over: when it is over it is closed and made anew."""

    def __init__(self, script: Script) -> None:
        """Begin with the first `turn`."""
        self._script = script
        self._path = ""
        self._next = 0

    async def turn(self, way: Connection, tally: Tally, since: float | None = None) -> None:
        """One call; its time counts from *since*, or from now."""
        if not self._path:
            status, body = await way.ask(request("POST", "/v1/sessions", self._script.create))
            if status != 201:
                tally.problems[f"create: {status}"] += 1
                return
            self._path = f"/v1/sessions/{json.loads(body)['session']}"
        asked, wanted = self._script.calls[self._next]
        started = time.perf_counter() if since is None else since
        status, body = await way.ask(request("POST", f"{self._path}/call", asked))
        for _ in range(TRIES):
            if status != 503:
                break
            tally.again[json.loads(body)["detail"]] += 1
            await asyncio.sleep(RETRY_AFTER)
            status, body = await way.ask(request("POST", f"{self._path}/call", asked))
        tally.seconds.append(time.perf_counter() - started)
        tally.calls += 1
        if body != wanted:
            tally.problems[_named(status, body)] += 1
        self._next += 1
        if self._next == len(self._script.calls) or status != 200:
            status, _ = await way.ask(request("DELETE", self._path))
            if status != 200:
                tally.problems[f"close: {status}"] += 1
            self._path, self._next = "", 0


def _named(status: int, body: bytes) -> str:
    if status != 200:
        return f"refused: {json.loads(body)['code']}"
    observation = json.loads(json.loads(body)["observation"])
    error = observation.get("error") if isinstance(observation, dict) else None
    # A process that was killed at each try is told as an error: no wrong observation, but counted.
    return f"told: {error}" if error in ("internal", "resource_limit", "timeout") else "wrong observation"


async def connections(port: int, count: int) -> list[Connection]:
    """Open connections."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def flat_out(port: int, seats: Sequence[Seat], seconds: float) -> Tally:
    """Every connection asks again as soon as it has its reply."""
    tally = Tally()
    end = time.perf_counter() + seconds
    ways = await connections(port, CONNECTIONS)

    async def work(number: int, way: Connection) -> None:
        mine = seats[number::CONNECTIONS]
        while True:
            for seat in mine:
                if time.perf_counter() >= end:
                    return
                await seat.turn(way, tally)

    await asyncio.gather(*(work(number, way) for number, way in enumerate(ways)))
    for way in ways:
        way.transport.close()
    return tally


async def steadily(port: int, seats: Sequence[Seat], seconds: float, rate: float) -> Tally:
    """Calls come at times of their own, *rate* a second, and their waiting counts."""
    tally = Tally()
    free: asyncio.Queue[Connection] = asyncio.Queue()
    ways = await connections(port, 4 * CONNECTIONS)
    for way in ways:
        free.put_nowait(way)
    resting = list(seats)
    working: set[asyncio.Task[None]] = set()

    async def one(seat: Seat, since: float) -> None:
        way = await free.get()
        await seat.turn(way, tally, since)
        free.put_nowait(way)
        resting.append(seat)

    started = time.perf_counter()
    sent = 0
    rng = random.Random(1)
    due = started
    while due < started + seconds:
        now = time.perf_counter()
        while due <= now and resting:
            task = asyncio.create_task(one(resting.pop(rng.randrange(len(resting))), due))
            working.add(task)
            task.add_done_callback(working.discard)
            sent += 1
            due += rng.expovariate(rate)
        await asyncio.sleep(TICK)
    await asyncio.gather(*working)
    for way in ways:
        way.transport.close()
    return tally


# ------------------------------------------------------------------ the server and its processes


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
    return soak(options.soak, not options.no_kill) if options.soak else load(options.seconds)


if __name__ == "__main__":
    sys.exit(main())
