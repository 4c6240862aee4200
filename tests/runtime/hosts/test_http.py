"""The HTTP host as those meet it who are far away: a real process, real sockets, replies that are lost, and load."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import jsonschema
import pytest

from toolwright.cli import run
from toolwright.runtime.golden import golden_turn, waves
from toolwright.runtime.hosts.api import ENDPOINTS
from toolwright.runtime.hosts.client import Client, HostError
from toolwright.trainer import RandomPolicy, rollout
from toolwright.trainer.policies.noisy import NoisyPolicy

from ...conftest import Built
from .asking import AUTHOR, SHOP, ask, begun, refusal, using
from .servers import Running, server

# ------------------------------------------------------------------ the same as in process


def test_golden_plans_earn_over_http_what_they_earn_in_process(host: Running, built: Built) -> None:
    async def play(client: Client) -> None:
        for name in (SHOP, AUTHOR):
            environment = built[name].environment("scaled")
            for task in [*environment.tasks.values()][:40:8]:
                here = environment.reset(task.id)
                async with await client.reset(task.id, bundle=name, level="scaled") as there:
                    assert (there.messages, there.tools) == (here.messages, here.tools)
                    for steps in waves(task.steps):
                        turn = golden_turn(steps)
                        assert await there.act(turn) == here.act(turn)
                    text = f"Answer: {task.answer.value}"
                    here.finish(text)
                    score = await there.finish(text)
                    assert score == here.score() == await there.score()
                    assert score.f1 == 1.0
                    await there.refresh()
                    assert there.messages == here.messages

    using(host, play)


def test_any_trajectory_earns_over_http_what_it_earns_in_process(host: Running, built: Built) -> None:
    environment = built[SHOP].environment("hard")
    ids = [*environment.tasks]
    played = [
        *rollout(environment, ids[:9], NoisyPolicy(0.7), seed=5),
        *rollout(environment, ids[9:18], RandomPolicy()),
    ]

    async def play(client: Client) -> None:
        for trajectory in played:
            here = environment.reset(trajectory["task"])
            async with await client.reset(trajectory["task"], bundle=SHOP, level="hard") as there:
                for message in trajectory["messages"]:
                    if message["role"] == "assistant" and not here.done:
                        assert await there.act(message) == here.act(message)
                        assert there.done == here.done
                assert await there.close() == here.score()

    using(host, play)


WRITTEN = ['{"email": 5}', "{", '{"email": "a", "email": "b"}', '{"email": "\\ud800"}', "{}", "[" * 100, "[NaN]", "é\0"]


@pytest.mark.parametrize("arguments", WRITTEN)
def test_arguments_travel_as_they_were_written(host: Running, built: Built, arguments: str) -> None:
    here = built[SHOP].environment().reset(next(iter(built[SHOP].level().tasks)))

    async def play(client: Client) -> None:
        async with await client.reset(bundle=SHOP) as there:
            for name in ("customer", "no such tool", here.task.tools[0]):
                assert await there.call(name, arguments) == here.call(name, arguments)
            assert await there.score() == here.score()

    using(host, play)


def test_sessions_do_not_see_each_other(host: Running, built: Built) -> None:
    task = built[SHOP].environment().tasks["cancel_the_open_order/1"]

    async def play(client: Client) -> None:
        one, other = [await client.reset(task.id, bundle=SHOP) for _ in range(2)]
        shown = [
            [await one.call(s.tool, s.arguments) for s in task.steps],
            [await other.call(s.tool, s.arguments) for s in task.steps],
        ]
        assert shown[0] == shown[1]
        again = await one.call(task.steps[-1].tool, task.steps[-1].arguments)
        assert again != shown[0][-1]
        await one.close()
        with pytest.raises(HostError) as gone:
            await one.call(task.steps[0].tool, "{}")
        assert gone.value.code == "unknown_session" and await one.close() is None
        assert (await other.score()).calls == len(task.steps)

    using(host, play)


def test_a_turn_that_is_asked_for_twice_is_taken_once(host: Running) -> None:
    path = begun(host)
    first = {"name": "x", "arguments": "{}", "turn": 0}
    replies = [ask(host, "POST", f"{path}/call", json=first) for _ in range(3)]
    assert len({reply.content for reply in replies}) == 1
    assert ask(host, "GET", f"{path}/score").json()["calls"] == 1
    other = ask(host, "POST", f"{path}/call", json={**first, "name": "y"})
    assert refusal(other) == (409, "turn_conflict")
    assert "1 turn was taken" in other.json()["detail"]
    assert refusal(ask(host, "POST", f"{path}/call", json={**first, "turn": 7})) == (409, "turn_conflict")
    finished = [ask(host, "POST", f"{path}/finish", json={"text": "Answer: 1", "turn": 1}) for _ in range(2)]
    assert finished[0].content == finished[1].content
    assert refusal(ask(host, "POST", f"{path}/call", json={"name": "x", "arguments": ""})) == (409, "episode_over")


def test_tasks_are_listed_without_their_answers(host: Running, built: Built) -> None:
    async def play(client: Client) -> None:
        assert [one.name for one in await client.bundles()] == [SHOP, AUTHOR]
        assert [one.id for one in await client.tasks(AUTHOR)] == [*built[AUTHOR].level().tasks]

    using(host, play)
    page = ask(host, "GET", f"/v1/bundles/{SHOP}/levels/base/tasks?offset=3&limit=2").json()
    assert [task["id"] for task in page["tasks"]] == [*built[SHOP].level().tasks][3:5]
    assert {key for task in page["tasks"] for key in task} == {"id", "kind", "question"}
    tools = ask(host, "GET", f"/v1/bundles/{SHOP}/levels/hard/tools").json()["tools"]
    assert tools == [*built[SHOP].environment("hard").documents.values()]


# ------------------------------------------------------------------ told about


def test_the_openapi_document_describes_every_reply(host: Running, built: Built) -> None:
    document = ask(host, "GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {endpoint.path for endpoint in ENDPOINTS}

    def holds(path: str, reply: httpx2.Response, method: str) -> None:
        said = document["paths"][path][method]["responses"][str(reply.status_code)]["content"]
        schema = said[reply.headers["content-type"]]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(reply.json())

    one = begun(host)
    name = "/v1/sessions/{session}"
    holds("/v1/sessions", ask(host, "POST", "/v1/sessions", json={"bundle": AUTHOR}), "post")
    holds("/v1/sessions", ask(host, "POST", "/v1/sessions", json={}), "post")
    holds(f"{name}/call", ask(host, "POST", f"{one}/call", json={"name": "x", "arguments": {}}), "post")
    holds(f"{name}/act", ask(host, "POST", f"{one}/act", json={"message": {"content": "7"}}), "post")
    holds(f"{name}/finish", ask(host, "POST", f"{one}/finish", json={"text": "7"}), "post")
    holds(name, ask(host, "GET", one), "get")
    holds(f"{name}/score", ask(host, "GET", f"{one}/score"), "get")
    holds(f"{name}/tools", ask(host, "GET", f"{one}/tools"), "get")
    holds(name, ask(host, "DELETE", one), "delete")
    holds("/v1/bundles", ask(host, "GET", "/v1/bundles"), "get")
    holds("/health", ask(host, "GET", "/health"), "get")
    level = "/v1/bundles/{bundle}/levels/{level}"
    holds(f"{level}/tasks", ask(host, "GET", f"/v1/bundles/{SHOP}/levels/base/tasks"), "get")


def test_what_is_counted(built: Built) -> None:
    with server(built.folder(SHOP), "--max-sessions", 1) as host:
        path = begun(host)
        ask(host, "POST", f"{path}/call", json={"name": "x", "arguments": "{}"})
        full = ask(host, "POST", "/v1/sessions", json={})
        assert refusal(full) == (429, "full") and int(full.headers["Retry-After"]) > 0
        said = ask(host, "GET", "/metrics").text.splitlines()
        assert "toolwright_sessions_open 1.0" in said
        assert 'toolwright_requests_total{endpoint="call",status="200"} 1.0' in said
        assert 'toolwright_requests_total{endpoint="create",status="429"} 1.0' in said
        ask(host, "DELETE", path)
        assert 'toolwright_sessions_total{event="closed"} 1.0' in ask(host, "GET", "/metrics").text


def test_nobody_waits_while_all_of_memory_is_looked_through(built: Built) -> None:
    """Python's collector stopped everybody for 60 to 150 ms, again and again, where 1,000 sessions were open."""

    def looked() -> list[str]:
        said = ask(host, "GET", "/metrics").text.splitlines()
        found = [line for line in said if line.startswith("python_gc_collections_total")]
        assert len(found) == 3
        return found

    with server(built.folder(SHOP)) as host:
        begun(host)
        before = looked()
        for _ in range(300):
            begun(host)
        assert looked() == before


def test_a_token_is_asked_for_everywhere_but_where_others_look_for_life(built: Built, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret-word\n")
    with server(built.folder(SHOP), "--token-file", tmp_path / "token", "--mcp", "http") as host:
        for path in ("/health", "/ready"):
            assert ask(host, "GET", path).status_code == 200
        for path in ("/v1/bundles", "/metrics", "/openapi.json", "/none", "/mcp"):
            for shown in ({}, {"Authorization": "Bearer secret-wore"}, {"Authorization": "secret-word"}):
                assert refusal(ask(host, "GET", path, headers=shown)) == (401, "unauthorized")
        assert using(host, Client.bundles, "secret-word")
    assert "secret-word" not in host.said


# ------------------------------------------------------------------ what goes wrong on the way


@contextlib.asynccontextmanager
async def lossy(port: int, lost: list[bytes]) -> AsyncIterator[str]:
    """A way to the server that loses the first reply to each request that holds one of the texts of *lost*."""

    carrying = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying.add(asyncio.current_task())
        replies, there = await asyncio.open_connection("127.0.0.1", port)
        losing = False

        async def up() -> None:
            nonlocal losing
            while data := await reader.read(65536):
                losing = losing or (bool(lost) and lost[0] in data)
                there.write(data)
            there.close()

        upward = asyncio.create_task(up())
        while data := await replies.read(65536):
            if losing:
                lost.pop(0)
                break
            writer.write(data)
        for way in (writer, there):
            way.close()
        await upward

    listening = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        await asyncio.gather(*(task for task in carrying if task is not None))


def test_a_lost_reply_is_asked_for_again_and_nothing_happens_twice(host: Running, built: Built) -> None:
    task = built[SHOP].environment().tasks["cancel_the_open_order/1"]
    here = built[SHOP].environment().reset(task.id)

    async def main() -> None:
        lost = [b"/call ", b"/call ", b"/finish ", b"/score "]
        async with lossy(host.port, lost) as url, Client(url) as client:
            there = await client.reset(task.id, bundle=SHOP)
            for step in task.steps:
                assert await there.call(step.tool, step.arguments) == here.call(step.tool, step.arguments)
            here.finish("Answer: 1")
            assert await there.finish("Answer: 1") == here.score() == await there.score()
            assert not lost

    asyncio.run(main())


def test_a_creation_whose_reply_is_lost_is_not_asked_for_again(host: Running) -> None:
    async def main() -> None:
        async with lossy(host.port, [b"POST /v1/sessions "]) as url, Client(url) as client:
            with pytest.raises(httpx2.TransportError):
                await client.reset(bundle=SHOP)

    asyncio.run(main())


def test_killed_processes_of_extern_functions_lose_no_session_and_make_no_answer_wrong(built: Built) -> None:
    name = "flight_distances"
    environment = built[name].environment()
    with server(built.folder(name)) as host:

        async def play(client: Client) -> None:
            right = killed = 0
            for task in [*environment.tasks.values()][:8]:
                here = environment.reset(task.id)
                async with await client.reset(task.id) as there:
                    for step in task.steps:
                        shown, wanted = (
                            await there.call(step.tool, step.arguments),
                            here.call(step.tool, step.arguments),
                        )
                        # Where each try met a process that had been killed, the model is told that nothing was done.
                        assert shown == wanted or json.loads(shown)["error"] == "resource_limit"
                        right += shown == wanted
                        for child in host.workers()[:1]:
                            os.kill(child, signal.SIGKILL)
                            killed += 1
                    assert (await there.finish("Answer: 1")).calls == len(task.steps)
            assert right > 4 and killed > 4

        using(host, play)


# ------------------------------------------------------------------ load, and the end


def test_many_at_once(host: Running, built: Built) -> None:
    tasks = [*built[AUTHOR].environment().tasks.values()]

    async def one(client: Client, number: int) -> None:
        task = tasks[number % len(tasks)]
        async with await client.reset(task.id, bundle=AUTHOR) as episode:
            for step in task.steps:
                assert "error" not in json.loads(await episode.call(step.tool, step.arguments))
            assert (await episode.finish(f"Answer: {task.answer.value}")).reward == 1.0

    async def all_of(client: Client) -> None:
        await asyncio.gather(*(one(client, number) for number in range(100)))

    using(host, all_of)


def test_a_request_at_work_is_answered_after_the_server_was_told_to_end(built: Built, tmp_path: Path) -> None:
    record = tmp_path / "ended.jsonl"
    with server(built.folder(SHOP), "--record", record) as host:
        path = begun(host)
        body = b'{"name": "x", "arguments": "{}"}'
        head = (
            f"POST {path}/call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", host.port), timeout=20) as client:
            client.sendall(head.encode() + body[:5])
            time.sleep(0.3)
            host.process.terminate()
            time.sleep(0.5)
            with pytest.raises(httpx2.TransportError):
                ask(host, "GET", "/health")
            client.sendall(body[5:])
            came = b""
            while part := client.recv(65536):
                came += part
        assert came.startswith(b"HTTP/1.1 200") and b"unknown_tool" in came
        assert host.ended() == 0
    (line,) = record.read_text().splitlines()
    assert json.loads(line)["messages"][2]["tool_calls"][0]["function"]["name"] == "x"
    assert run(["score", str(built.folder(SHOP)), str(record)]) == 0
