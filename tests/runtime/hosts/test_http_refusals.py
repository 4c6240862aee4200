"""The HTTP host asked wrongly: broken bodies, unknown paths, other names of this machine, and clients that are slow."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from toolwright.runtime.hosts.endpoint import MAX_BODY

from ...conftest import Built
from .asking import SHOP, ask, begun, refusal
from .servers import Running, server

PATIENCE = 0.6


@pytest.fixture(scope="module")
def impatient(built: Built) -> Iterator[Running]:
    """A server that waits for nobody; no other test may meet it, since a busy machine makes honest clients slow."""
    with server(built.folder(SHOP), "--patience", PATIENCE) as running:
        yield running


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"{", "application/json", (400, "malformed_json")),
        (b"", "application/json", (400, "malformed_json")),
        (b"[" * 100_000, "application/json", (400, "malformed_json")),
        (b"\xff\xfe", "application/json", (400, "malformed_json")),
        (b'{"name": "x"}', "application/json", (422, "invalid_request")),
        (b'{"name": "x", "arguments": 5}', "application/json", (422, "invalid_request")),
        (b'{"name": "x", "arguments": "{}", "more": 1}', "application/json", (422, "invalid_request")),
        (b'{"name": "x", "arguments": "{}", "turn": -1}', "application/json", (422, "invalid_request")),
        (b'{"name": "x", "arguments": "{}"}', "text/plain", (415, "wrong_content_type")),
        (b'{"name": "x", "arguments": "{}"}', "application/jsonx", (415, "wrong_content_type")),
        (b'{"name": "x", "arguments": "{}"}', "application/json; charset=utf-8", (200, "")),
        (b'{"name": "x", "arguments": {"a": NaN}}', "application/json", (200, "")),
        (b'{"name": "x", "arguments": "%s"}' % (b"x" * MAX_BODY), "application/json", (413, "too_large")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bodies(host: Running, body: bytes, kind: str, said: tuple[int, str]) -> None:
    path = begun(host)
    reply = ask(host, "POST", f"{path}/call", content=body, headers={"Content-Type": kind})
    assert (refusal(reply) if said[1] else (reply.status_code, "")) == said
    assert len(reply.content) < 1000
    assert ask(host, "GET", f"{path}/score").json()["calls"] == (0 if said[1] else 1)


def test_a_body_that_does_not_say_its_length_is_bounded_too(host: Running) -> None:
    path = begun(host)
    pieces = (b"x" * 65536 for _ in range(MAX_BODY // 65536 + 2))
    reply = ask(host, "POST", f"{path}/call", content=pieces, headers={"Content-Type": "application/json"})
    assert refusal(reply) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/", (404, "not_found")),
        ("GET", "/v1/sessions/none/score", (404, "unknown_session")),
        ("DELETE", "/v1/sessions/none", (404, "unknown_session")),
        ("PATCH", "/v1/sessions", (405, "method_not_allowed")),
        ("GET", "/v1/bundles/none/levels/base/tasks", (404, "unknown_bundle")),
        ("GET", f"/v1/bundles/{SHOP}/levels/none/tasks", (404, "unknown_level")),
        ("GET", f"/v1/bundles/{SHOP}/levels/base/tasks?limit=-1", (422, "invalid_request")),
        ("GET", f"/v1/bundles/{SHOP}/levels/base/tasks?limit=%C2%B2", (422, "invalid_request")),
    ],
)
def test_paths(host: Running, method: str, path: str, said: tuple[int, str]) -> None:
    assert refusal(ask(host, method, path)) == said


@pytest.mark.parametrize("calls", [5, "x", {"a": 1}, [5], [{"function": 3}], [{"function": {"arguments": [1]}}]])
def test_odd_turns_are_refused_or_malformed_and_never_a_bug(host: Running, calls: Any) -> None:
    reply = ask(host, "POST", f"{begun(host)}/act", json={"message": {"tool_calls": calls}})
    if isinstance(calls, list):
        assert json.loads(reply.json()["messages"][0]["content"])["error"]
    else:
        assert refusal(reply) == (422, "invalid_request")


def test_a_name_that_is_not_this_machines_is_refused(host: Running) -> None:
    assert refusal(ask(host, "GET", "/v1/bundles", headers={"Host": "example.org"})) == (421, "wrong_host")
    assert ask(host, "GET", "/v1/bundles", headers={"Host": "localhost:1"}).status_code == 200


def ends(host: Running, sent: bytes, again: bytes = b"") -> tuple[bytes, float]:
    """What comes back when a client sends *sent*, and then bits of *again* for ever; and the seconds until the end."""
    with socket.create_connection(("127.0.0.1", host.port), timeout=20) as client:
        client.sendall(sent)
        client.settimeout(PATIENCE / 6)
        came, started = b"", time.monotonic()
        while time.monotonic() - started < 15:
            try:
                part = client.recv(65536)
                if not part:
                    return came, time.monotonic() - started
                came += part
            except TimeoutError:
                with contextlib.suppress(OSError):
                    client.sendall(again)
            except ConnectionError:
                return came, time.monotonic() - started
    raise AssertionError("the server waits for ever")


SLOW_BODY = (
    b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)


@pytest.mark.parametrize(
    ("sent", "again"),
    [(b"", b""), (b"GET /he", b""), (b"GET /health HTTP/1.1\r\nHost: localhost\r\n", b"X: y\r\n"), (SLOW_BODY, b" ")],
    ids=["nothing", "half a line", "headers without end", "body"],
)
def test_who_is_slow_is_not_waited_for(impatient: Running, sent: bytes, again: bytes) -> None:
    came, seconds = ends(impatient, sent, again)
    assert seconds < 8
    assert (b"slow_body" in came) == (sent is SLOW_BODY)
    assert ask(impatient, "GET", "/health").status_code == 200


def test_a_head_without_end_is_cut_off_and_what_is_no_http_is_refused(impatient: Running) -> None:
    came, _ = ends(impatient, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"y" * 1_000_000)
    assert b"200 OK" not in came
    assert b"400" in ends(impatient, b"\x16\x03\x01 hello\r\n\r\n")[0]
