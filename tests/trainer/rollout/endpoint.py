"""A server that speaks OpenAI's chat completions over real sockets, plays a scripted policy, and goes wrong as told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from toolwright.runtime import Environment
from toolwright.trainer import GoldenPolicy, Policy, Situation

Fault = str | tuple[int, str] | tuple[int, str, dict[str, str]] | dict[str, Any] | None
"""`cut`, `stall` or `garbage`; a status with text and headers; another message; None where all goes well."""


def nothing(number: int, body: dict[str, Any]) -> Fault:
    """All goes well."""
    return None


class Endpoint:
    """Serves from a thread of its own while the body runs."""

    def __init__(
        self,
        environment: Environment,
        policy: Policy | None = None,
        *,
        fault: Callable[[int, dict[str, Any]], Fault] = nothing,
        delay: float = 0.0,
    ) -> None:
        self._tasks = {task.question: task for task in environment.tasks.values()}
        self._policy = policy or GoldenPolicy()
        self._fault = fault
        self._delay = delay
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.at_once = self.most_at_once = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._request(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        data = await reader.readexactly(int(headers.get("content-length", 0)))
        if head.startswith("GET"):
            await self._reply(writer, 200, b'{"data": []}')
            return True
        body = json.loads(data)
        number = len(self.bodies)
        self.bodies.append(body)
        self.headers.append(headers)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self._delay)
            return await self._answer(writer, body, self._fault(number, body))
        finally:
            self.at_once -= 1

    async def _answer(self, writer: asyncio.StreamWriter, body: dict[str, Any], fault: Fault) -> bool:
        match fault:
            case "cut":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
                await writer.drain()
                return False
            case "stall":
                await asyncio.sleep(60)
                return False
            case "garbage":
                await self._reply(writer, 200, b'{"choices": [{"message"')
            case (status, text, *more):
                extra = more[0] if more else {}
                assert isinstance(extra, dict)
                await self._reply(writer, int(status), text.encode(), extra)
            case _:
                message = fault if isinstance(fault, dict) else self._message(body)
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
                await self._reply(writer, 200, json.dumps({"choices": [choice], "usage": usage}).encode())
        return True

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        messages = body["messages"]
        question = next(message["content"] for message in messages if message["role"] == "user")
        (message,) = self._policy.act([Situation(messages, body.get("tools", []), self._tasks[question], 0)])
        return {**message, "tool_calls": message.get("tool_calls")}

    async def _reply(
        self, writer: asyncio.StreamWriter, status: int, data: bytes, more: dict[str, str] | None = None
    ) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(data)}", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in (more or {}).items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        await writer.drain()
