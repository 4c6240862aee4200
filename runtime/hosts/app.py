"""The HTTP host as one ASGI application: who may ask, where a request goes, what is told when it goes nowhere."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .api import ENDPOINTS, OPEN
from .endpoint import PATIENCE, Endpoint, Host, Served, send_problem
from .metrics import Metrics
from .openapi import openapi
from .problems import MEDIA_TYPE, Problem
from .sessions import Sessions

SWEEP_SECONDS: Final = 1.0
"""How often resting sessions are looked for."""
LOCAL_ADDRESSES: Final = ("localhost", "127.0.0.1", "::1")
"""Where nobody but this machine reaches a server."""
_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_NAMES: Final = {404: "not_found", 405: "method_not_allowed"}

Running: TypeAlias = Callable[[], contextlib.AbstractAsyncContextManager[None]]
"""Makes what is entered while an application runs."""


def application(
    sessions: Sessions,
    metrics: Metrics,
    *,
    version: str,
    token: str | None = None,
    local: bool = True,
    patience: float = PATIENCE,
    more: Sequence[tuple[str, ASGIApp]] = (),
    running: Running = contextlib.nullcontext,
) -> ASGIApp:
    """The application. With *token* every request but `/health` and `/ready` must carry it.

    *local* refuses requests under a name that is not this machine's, which web pages could send after they have
    changed what their name stands for. A body has *patience* seconds to arrive. *more* are applications at paths of
    their own, which their requests are counted by, *running* is entered while the application runs.
    """
    host = Host(sessions, metrics, patience)
    metrics.watch(sessions)
    document = json.dumps(openapi(ENDPOINTS, version, OPEN), ensure_ascii=False, sort_keys=True).encode()

    async def described(asked: object) -> bytes:
        return document

    about: Endpoint[None] = Endpoint(
        "GET", "/openapi.json", "openapi", "This document.", None, None, described, media_type="application/json"
    )
    routes = [Route(e.path, Served(e, host), methods=[e.method], name=e.name) for e in (*ENDPOINTS, about)]
    routes += [Route(path, _Counted(app, path.strip("/"), metrics)) for path, app in more]

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running():
            sweeping = asyncio.create_task(_sweep(sessions))
            try:
                yield
            finally:
                sweeping.cancel()
                sessions.stop()

    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _went_nowhere})
    return _gate(app, token, local)


class _Counted:
    """An application whose requests are counted under a *name* as one endpoint, when their replies begin."""

    def __init__(self, app: ASGIApp, name: str, metrics: Metrics) -> None:
        self._app = app
        self._name = name
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.answered(self._name, message["status"], time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, counted)


def _gate(app: ASGIApp, token: str | None, local: bool) -> ASGIApp:
    wanted = None if token is None else f"Bearer {token}".encode()

    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            if local and _name(headers.get(b"host", b"").decode("latin-1")) not in _LOCAL_NAMES:
                await send_problem(send, Problem(421, "wrong_host", "this server answers to localhost only"))
                return
            shown = headers.get(b"authorization", b"")
            if wanted is not None and scope["path"] not in OPEN and not hmac.compare_digest(shown, wanted):
                said = "send the server's token: Authorization: Bearer TOKEN"
                await send_problem(send, Problem(401, "unauthorized", said, {"WWW-Authenticate": "Bearer"}))
                return
        await app(scope, receive, send)

    return gate


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def _sweep(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        sessions.sweep()


async def _went_nowhere(request: Request, found: Exception) -> Response:
    assert isinstance(found, HTTPException)
    code = _NAMES.get(found.status_code, "refused")
    problem = Problem(found.status_code, code, "see /openapi.json for what there is", found.headers)
    return Response(problem.document(), found.status_code, {**problem.headers, "Content-Type": MEDIA_TYPE})


__all__ = ["application"]
