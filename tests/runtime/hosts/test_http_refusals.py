"""The HTTP host asked wrongly: broken bodies, unknown paths, other names of this machine, and clients that are slow."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from toolwright.runtime.hosts.wire import MAX_BODY

from ...conftest import ROOT, Built
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


SAID = [
    (b'{"name": "x", "arguments": 5}', "arguments: Input should be a valid string, or Input should be an object"),
    (b'{"name": "x", "arguments": "{}", "trun": 1}', '"trun" is none of these: name, arguments, turn'),
    (b'{"nmae": "x", "arguments": "{}"}', 'name: Field required; "nmae" is none of these: name, arguments, turn'),
    (b'{"name": "x", "arguments": "{}", "turn": true}', "turn: Input should be a valid integer"),
    (b'{"name": "x", "arguments": "{}", "turn": "1"}', "turn: Input should be a valid integer"),
    (b'{"name": "x", "arguments": {"a": "\\ud800"}}', "the body is no JSON: a text in it holds half of a surrogate"),
    (b'{"name": "x", "arguments": "\xff"}', "the body is no JSON: it is not UTF-8"),
    (b'{"name": "x",', "the body is no JSON: EOF while parsing"),
    (b"[]", "Input should be an object; the body has these: name, arguments, turn"),
    (b"{%s}" % b",".join(b'"%d":1' % i for i in range(1000)), "the body has these: name, arguments, turn"),
]


@pytest.mark.parametrize(("body", "said"), SAID, ids=[said for _, said in SAID])
def test_what_is_wrong_with_a_body_is_named(host: Running, body: bytes, said: str) -> None:
    reply = ask(host, "POST", f"{begun(host)}/call", content=body, headers={"Content-Type": "application/json"})
    assert refusal(reply) == ((400, "malformed_json") if "no JSON" in said else (422, "invalid_request"))
    assert reply.json()["detail"].startswith(said)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ('{"email": "a", "email" : "a"}', "duplicate_key"),
        ('{"email": ["}", "\\"é", {"a": 1, "a": 2}]}', "duplicate_key"),
        ('{"email": -Infinity}', "malformed_json"),
        ('{"email": 1e999}', "malformed_json"),
        ("{}", "missing_parameter"),
    ],
)
def test_an_object_is_read_as_strictly_as_its_text(host: Running, sent: str, code: str) -> None:
    path = begun(host)
    body = f' {{"turn": 0 , "arguments" : {sent} , "name":"open_order"}} '
    said = ask(host, "POST", f"{path}/call", content=body.encode(), headers={"Content-Type": "application/json"})
    assert json.loads(said.json()["observation"])["error"] == code
    (turn,) = ask(host, "GET", f"{path}/score").json()["turns"]
    assert turn["calls"][0]["arguments"] == sent


FUNCTION = {"name": "open_order", "arguments": "{}"}
NO_TURNS: list[tuple[Any, str]] = [
    ({"role": "user", "content": "Answer: 1"}, "message.role: Input should be 'assistant'"),
    ({"role": "tool", "content": "x", "tool_call_id": "1"}, "message.role: "),
    ({}, "message: give `content` or `tool_calls`"),
    ("x", "message: Input should be an object"),
    ({"content": 5}, "message.content: Input should be a valid string, or Input should be a valid array"),
    ({"content": ["x"]}, "message.content.0: Input should be an object"),
    ({"content": [{"type": "text"}]}, "message.content.0: a part that is text has `text`"),
    ({"content": [{"type": "image_url", "image_url": {}}]}, "message.content.0.type: "),
    ({"role": "assistant", "function_call": FUNCTION}, "message.function_call: "),
    ({"tool_calls": 5}, "message.tool_calls: "),
    ({"tool_calls": {"a": 1}}, "message.tool_calls: "),
    ({"tool_calls": [{"function": FUNCTION}, 5]}, "message.tool_calls.1: "),
    ({"tool_calls": [5] * 100_000}, "message.tool_calls.0: "),
    ({"tool_calls": [{"function": 3}]}, "message.tool_calls.0.function: "),
    ({"tool_calls": [{"function": {"arguments": "{}"}}]}, "message.tool_calls.0.function.name: Field required"),
    ({"tool_calls": [{"function": {"name": "x", "arguments": [1]}}]}, "message.tool_calls.0.function.arguments: "),
    ({"content": "x", "logprobs": [float("-inf")]}, "message: NaN and Infinity are no JSON"),
]


@pytest.mark.parametrize(("message", "said"), NO_TURNS, ids=[str(message)[:50] for message, _ in NO_TURNS])
def test_what_is_no_turn_of_a_model_is_refused_and_takes_none(host: Running, message: Any, said: str) -> None:
    path = begun(host)
    body = json.dumps({"message": message})
    reply = ask(host, "POST", f"{path}/act", content=body, headers={"Content-Type": "application/json"})
    state = ask(host, "GET", path).json()
    assert refusal(reply) == (422, "invalid_request")
    assert reply.json()["detail"].startswith(said)
    assert (state["turns"], state["done"]) == (0, False)


def test_a_turn_that_names_something_twice_is_refused(host: Running) -> None:
    path = begun(host)
    body = '{"message": {"tool_calls": [{"function": {"name": "x", "arguments": {"a": 1, "a": 2}}}]}}'
    reply = ask(host, "POST", f"{path}/act", content=body, headers={"Content-Type": "application/json"})
    assert refusal(reply) == (422, "invalid_request")
    assert reply.json()["detail"] == "message: something is named twice"
    assert ask(host, "GET", path).json()["turns"] == 0


AS_SENT: list[tuple[dict[str, Any], int]] = [
    ({"content": "Answer: 1"}, 0),
    ({"role": "assistant"}, 0),
    ({"role": "assistant", "content": None, "refusal": "no", "annotations": [], "audio": None}, 0),
    ({"role": "assistant", "content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": "1"}]}, 0),
    (
        {
            "role": "assistant",
            "content": None,
            "refusal": None,
            "function_call": None,
            "reasoning_content": "hm",
            "tool_calls": [{"id": "call_1", "type": "function", "index": 0, "function": FUNCTION}],
        },
        1,
    ),
    ({"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "", "arguments": "nul"}}]}, 1),
    ({"tool_calls": [{"id": None, "type": None, "function": {"name": "x", "arguments": {"a": 1}}}] * 2}, 2),
    ({"tool_calls": [{"function": {"name": "x", "arguments": None}}, {"function": {"name": "x"}}]}, 2),
]


@pytest.mark.parametrize(("message", "calls"), AS_SENT, ids=[str(message)[:50] for message, _ in AS_SENT])
def test_messages_are_taken_as_servers_of_models_send_them(host: Running, message: Any, calls: int) -> None:
    path = begun(host)
    reply = ask(host, "POST", f"{path}/act", json={"message": message})
    assert reply.status_code == 200
    assert len(reply.json()["messages"]) == calls
    assert reply.json()["done"] == (calls == 0)
    kept = ask(host, "GET", path).json()["messages"][2]
    content = message.get("content")
    assert kept == {**message, "role": "assistant"} | ({"content": "1"} if isinstance(content, list) else {})


def test_the_openapi_document_says_which_messages_are_taken(host: Running) -> None:
    document = ask(host, "GET", "/openapi.json").json()
    schema = {"$ref": "#/components/schemas/AssistantMessage", "components": document["components"]}
    takes = jsonschema.Draft202012Validator(schema).is_valid
    assert [message for message, _ in AS_SENT if not takes(message)] == []
    # Whether a message says anything, and whether all of it is JSON, is more than a schema says.
    unsaid = ("message: give", "message: NaN", "message.content.0: a part that is text")
    assert [message for message, said in NO_TURNS if takes(message) and not said.startswith(unsaid)] == []


def test_the_documentation_lists_every_code() -> None:
    hosts = [path.read_text() for path in (ROOT / "runtime" / "hosts").glob("*.py")]
    codes = {found for text in hosts for found in re.findall(r'Problem\(\s*\d+,\s*"(\w+)"', text)} | {
        "method_not_allowed"
    }
    assert codes >= {"invalid_request", "full", "too_large"}
    said = (ROOT / "docs" / "serve.md").read_text()
    # `gone` reaches nobody: the client has hung up.
    assert {code for code in codes if f"`{code}`" not in said} == {"gone"}


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
