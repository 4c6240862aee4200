"""The client where JSON ends: what cannot travel is judged as in process, or else refused by the host."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from toolwright.runtime import Episode
from toolwright.runtime.hosts.client import Client, HostError, RemoteEpisode
from toolwright.runtime.hosts.wire import MAX_BODY

from ...conftest import Built
from .asking import SHOP, using
from .servers import Running

TASK = "cancel_the_open_order/1"
CYCLE: dict[str, Any] = {}
CYCLE["more"] = CYCLE

ARGUMENTS: list[tuple[Any, str]] = [
    ({"email": "\ud800"}, "invalid_text"),
    ({"email": float("nan")}, "malformed_json"),
    ({"email": 10**5000}, "malformed_json"),
    ({"email": CYCLE}, "too_deep"),
    ({"email": "x" * (1 << 20)}, "too_large"),
    ({"email": 1e16, "é": 1}, "unknown_parameter"),
    ('{"email": "\ud800"}', "invalid_text"),
    ('{"email": "\ud83d\ude00"}', "invalid_text"),
    ('{"email": "\\ud83d\ude00"}', "invalid_text"),
    ('{"email": "\ud83d\\ude00"}', "invalid_text"),
    ('{"email": "\\\\\ud800"}', "invalid_text"),
    ('{"email": "\\\ud800"}', "malformed_json"),
    ('{"email": "a"}\ud800', "malformed_json"),
]


@pytest.mark.parametrize(("arguments", "code"), ARGUMENTS, ids=range(len(ARGUMENTS)))
def test_arguments_that_cannot_travel_are_judged_as_in_process(
    host: Running, built: Built, arguments: Any, code: str
) -> None:
    here = built[SHOP].environment().reset(TASK)
    turn = {
        "role": "assistant",
        "tool_calls": [{"id": "1", "function": {"name": "open_order", "arguments": arguments}}],
    }

    async def play(client: Client) -> None:
        async with await client.reset(TASK, bundle=SHOP) as there:
            observation = await there.call("open_order", arguments)
            assert json.loads(observation)["error"] == code
            assert observation == here.call("open_order", arguments)
            assert await there.act(turn) == here.act(turn)
            assert (await there.score()).calls == 2

    using(host, play)


REFUSED: list[tuple[Callable[[RemoteEpisode], Any], int, str]] = [
    (lambda there: there.call("open_order", "x" * 10_000_000), 413, "too_large"),
    (lambda there: there.act({"content": "x" * MAX_BODY}), 413, "too_large"),
    (lambda there: there.act({"content": 5}), 422, "invalid_request"),
    (lambda there: there.act({"content": "x", "more": float("nan")}), 422, "invalid_request"),
    (lambda there: there.act({"content": "\ud800"}), 400, "malformed_json"),
    (lambda there: there.call("\ud800", "{}"), 400, "malformed_json"),
    (lambda there: there.call(5, "{}"), 422, "invalid_request"),  # type: ignore[arg-type]
    (lambda there: there.finish(5), 422, "invalid_request"),  # type: ignore[arg-type]
]


def test_what_the_host_refuses_takes_no_turn(host: Running) -> None:
    async def play(client: Client) -> None:
        async with await client.reset(TASK, bundle=SHOP) as there:
            for ask, status, code in REFUSED:
                with pytest.raises(HostError) as refused:
                    await ask(there)
                assert (refused.value.status, refused.value.code) == (status, code)
            with pytest.raises(TypeError):
                await there.call("open_order", {"email": {1, 2}})
            await there.refresh()
            assert not there.done
            assert len(there.messages) == 2

    using(host, play)


def test_an_answer_in_parts_is_kept_as_one_text(host: Running, built: Built) -> None:
    here: Episode = built[SHOP].environment().reset(TASK)
    message = {"role": "assistant", "content": [{"type": "text", "text": "Answer: "}, {"type": "text", "text": "1"}]}

    async def play(client: Client) -> None:
        async with await client.reset(TASK, bundle=SHOP) as there:
            assert await there.act(message) == here.act(message)
            shown = there.messages
            await there.refresh()
            assert there.messages == shown == here.messages
            assert there.messages[-1]["content"] == "Answer: 1"

    using(host, play)
