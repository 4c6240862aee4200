"""Clients of `toolwright serve` that are as light as can be, since they share the server's machine.

Keep-alive connections on raw asyncio protocols that compare bytes: every session plays a script of calls whose
observations were computed in process beforehand, and each reply is compared with its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

CONNECTIONS: Final = 64
"""Kept alive by those that ask again at once; four times as many where calls come at times of their own."""
TICK: Final = 0.001
TRIES, RETRY_AFTER = 5, 0.2
"""How often a call that the server has no process for is asked for again, and after how many seconds."""


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
