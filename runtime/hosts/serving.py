"""The web server under the HTTP host: its sockets, its patience, and how it ends."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import Final, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .endpoint import PATIENCE

MAX_HEAD: Final = 64 * 1024
"""Bytes that may have arrived before a head is whole."""
DRAIN_SECONDS: Final = 10
"""How long requests that are at work may go on after the server was told to end."""
_BACKLOG: Final = 2048


class HeadInTime(HttpToolsProtocol):
    """uvicorn's protocol with an end to its patience: it would wait for the head of a request for ever."""

    patience = PATIENCE
    _timer: asyncio.TimerHandle | None = None
    _in_head = True
    _arrived = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(cast(asyncio.Transport, transport))  # what servers of streams give
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head grows without end."""
        super().data_received(data)
        if self._in_head:
            self._arrived += len(data)
            if self._arrived > MAX_HEAD:
                self.transport.close()
            elif self._timer is None:
                self._wait()

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that a head has come in time."""
        self._in_head = False
        self._arrived = 0
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.patience, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 lets the system choose. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made


def serve(app: ASGIApp, at: socket.socket, connections: int, patience: float = PATIENCE) -> None:
    """Answer until SIGTERM or SIGINT; then take nothing new, end what is at work, and return.

    At most *connections* at once; the head of a request has *patience* seconds to arrive.
    """

    class InTime(HeadInTime):
        pass

    InTime.patience = patience
    config = uvicorn.Config(
        app,
        http=InTime,
        loop="auto",
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=connections,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        backlog=_BACKLOG,
    )
    # uvicorn raises the signal that ended it once more, which would end this process before it has cleaned up.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda number, frame: None)
    uvicorn.Server(config).run([at])
