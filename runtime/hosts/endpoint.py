"""One endpoint of the HTTP host: what it takes and gives, and the ASGI application that serves it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import parse_qs

from pydantic import BaseModel, TypeAdapter
from starlette.types import Receive, Scope, Send

from .bodies import parsed
from .metrics import Metrics
from .problems import MEDIA_TYPE, Problem
from .sessions import Sessions
from .wire import MAX_BODY, TOO_LARGE

PATIENCE: Final = 10.0
"""Seconds that the head of a request may take to arrive, and then its body, unless told otherwise."""
_logger = logging.getLogger("toolwright.hosts")

_T = TypeVar("_T", bound="BaseModel | None")


@dataclass(frozen=True, slots=True)
class Host:
    """What endpoints work on."""

    sessions: Sessions
    metrics: Metrics
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Asked(Generic[_T]):
    """A request, read."""

    host: Host
    path: Mapping[str, str]
    query: bytes
    raw: bytes
    body: _T

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number of the query. Raises Problem: `invalid_request`."""
        found = parse_qs(self.query.decode("latin-1")).get(name, [str(default)])[0]
        if not found.isascii() or not found.isdigit() or len(found) > 12 or int(found) > most:
            raise Problem(422, "invalid_request", f"{name} is a whole number from 0 to {most}")
        return int(found)


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[_T]):
    """A row of the table in `api`."""

    method: str
    path: str
    name: str
    summary: str
    takes: type[BaseModel] | None
    gives: TypeAdapter[Any] | None
    """None for what is no JSON."""
    handle: Callable[[Asked[_T]], Awaitable[bytes]]
    problems: tuple[int, ...] = ()
    """The statuses of problems that it knows besides those of all endpoints."""
    status: int = 200
    media_type: str = "application/json"


class Served:
    """An endpoint as an ASGI application."""

    def __init__(self, endpoint: Endpoint[Any], host: Host) -> None:
        """Serve *endpoint* for *host*."""
        self._endpoint = endpoint
        self._host = host
        self._headers = [(b"content-type", endpoint.media_type.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        endpoint = self._endpoint
        try:
            raw, body = b"", None
            if endpoint.takes is not None:
                _check_content_type(scope)
                raw = await read_body(scope, receive, self._host.patience)
                body = parsed(endpoint.takes, raw)
            reply = await endpoint.handle(Asked(self._host, scope["path_params"], scope["query_string"], raw, body))
        except Problem as problem:
            await send_problem(send, problem)
            status = problem.status
        except Exception:
            _logger.exception("a bug in Toolwright: %s failed", endpoint.name)
            await send_problem(send, Problem(500, "internal", "this is a bug of the server; its log says more"))
            status = 500
        else:
            status = endpoint.status
            await _send(send, status, [*self._headers, (b"content-length", b"%d" % len(reply))], reply)
        self._host.metrics.answered(endpoint.name, status, time.perf_counter() - started)


async def read_body(scope: Scope, receive: Receive, patience: float) -> bytes:
    """The whole body, which has *patience* seconds to arrive. Raises Problem: `too_large`, `slow_body`, `gone`."""
    close = {"Connection": "close"}
    too_large = Problem(413, "too_large", TOO_LARGE, close)
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared[:20]) > MAX_BODY:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(patience):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Problem(400, "gone", "the request ended before its body")
                part = message.get("body", b"")
                size += len(part)
                if size > MAX_BODY:
                    raise too_large
                parts.append(part)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Problem(408, "slow_body", f"the body did not arrive within {patience:g} seconds", close) from None


async def send_problem(send: Send, problem: Problem) -> None:
    """Answer with a problem document."""
    body = problem.document()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", b"%d" % len(body))]
    headers += [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    await _send(send, problem.status, headers, body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _check_content_type(scope: Scope) -> None:
    for name, value in scope["headers"]:
        if name == b"content-type" and value.partition(b";")[0].strip().lower() == b"application/json":
            return
    # Browsers send other kinds across sites without asking first.
    raise Problem(415, "wrong_content_type", "send JSON, with the header Content-Type: application/json")
