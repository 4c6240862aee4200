"""The MCP host, asked by the official client: over standard input and output, and over streamable HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, TextContent, TextResourceContents

from toolwright.cli import run
from toolwright.runtime.bundle import Task
from toolwright.runtime.hosts import wire
from toolwright.runtime.hosts.mcp_server import ANSWER_TOOL, PROMPT, SCORE_URI, TASK_URI

from ...conftest import ROOT, Built
from .asking import ask
from .servers import server

SHOP = "shop_orders"
TASK = "cancel_the_open_order/1"

Connect = Callable[[], Any]


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def held(client: Client, uri: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return content.text


def stdio(built: Built, *options: object, mode: str = "auto") -> Client:
    arguments = ["-m", "toolwright", "serve", str(built.folder(SHOP)), "--mcp", "stdio", *map(str, options)]
    return Client(StdioServerParameters(command=sys.executable, args=arguments, cwd=str(ROOT)), mode=mode)


@asynccontextmanager
async def client_of(built: Built, way: str, level: str = "base") -> AsyncIterator[Client]:
    if way.startswith("stdio"):
        mode = "auto" if way == "stdio" else "legacy"
        async with stdio(built, "--task", TASK, "--level", level, mode=mode) as client:
            yield client
    else:
        with server(built.folder(SHOP), "--mcp", "http") as host:
            async with Client(f"{host.url}/mcp?level={level}&task={quote(TASK)}") as client:
                yield client


async def refusal(url: str) -> str:
    """What a client is told that is not let in."""
    try:
        async with Client(url):
            return ""
    except BaseExceptionGroup as group:
        problem: BaseException = group
        while isinstance(problem, BaseExceptionGroup):
            (problem,) = problem.exceptions
        assert isinstance(problem, MCPError)
        return str(problem)


def golden(built: Built, level: str = "base") -> Task:
    return built[SHOP].environment(level).tasks[TASK]


def with_client(built: Built, way: str, work: Callable[[Client], Awaitable[None]], level: str = "base") -> None:
    async def main() -> None:
        async with client_of(built, way, level) as client:
            await work(client)

    asyncio.run(main())


@pytest.mark.parametrize("way", ["stdio", "stdio of old", "http"])
def test_an_episode_from_the_question_to_the_score(built: Built, way: str) -> None:
    task = golden(built, "scaled")
    here = built[SHOP].environment("scaled").reset(TASK)

    async def play(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        for document in here.tools:
            function = document["function"]
            tool = tools.pop(function["name"])
            assert (tool.description, tool.input_schema) == (function["description"], function["parameters"])
        assert [*tools] == [ANSWER_TOOL]
        (message,) = (await client.get_prompt(PROMPT)).messages
        assert isinstance(message.content, TextContent) and message.content.text.endswith(task.question)
        assert json.loads(await held(client, TASK_URI))["task"] == TASK
        with pytest.raises(MCPError, match="when the episode is over"):
            await held(client, SCORE_URI)
        wrong = await client.call_tool(here.tools[0]["function"]["name"], {"nothing": 1})
        assert wrong.is_error and text(wrong) == here.call(here.tools[0]["function"]["name"], {"nothing": 1})
        for step in task.steps:
            made = await client.call_tool(step.tool, dict(step.arguments))
            assert not made.is_error
            assert text(made) == here.call(step.tool, step.arguments)
        here.finish(f"Answer: {task.answer.value}")
        assert not (await client.call_tool(ANSWER_TOOL, {"answer": str(task.answer.value)})).is_error
        score = wire.SCORE.validate_json(await held(client, SCORE_URI))
        assert score == here.score() and score.answer_correct and score.goal_reached
        assert (await client.call_tool(task.steps[0].tool, {})).is_error

    with_client(built, way, play, "scaled")


def test_odd_calls_are_answers_too(built: Built) -> None:
    async def play(client: Client) -> None:
        async def error(name: str, arguments: dict[str, Any]) -> str:
            result = await client.call_tool(name, arguments)
            said = json.loads(text(result))
            assert result.is_error and [*said] == ["error", "message"]
            return str(said["error"])

        assert await error("none", {}) == "unknown_tool"
        assert await error(ANSWER_TOOL, {}) == "missing_parameter"
        assert await error(ANSWER_TOOL, {"answer": 3}) == "wrong_type"
        assert await error(ANSWER_TOOL, {"answer": "x", "more": 1}) == "unknown_parameter"
        with pytest.raises(MCPError):
            await client.get_prompt("none")
        with pytest.raises(MCPError):
            await held(client, "toolwright://none")
        assert not (await client.call_tool(ANSWER_TOOL, {"answer": "x"})).is_error
        assert await error(ANSWER_TOOL, {"answer": "x"}) == await error("none", {}) == "episode_over"

    with_client(built, "stdio", play)


def test_each_session_over_http_is_an_episode_of_its_own(built: Built) -> None:
    task = golden(built)

    async def play(url: str) -> None:
        async with Client(url) as one, Client(url) as other:
            for client in (one, other):
                for step in task.steps:
                    assert not (await client.call_tool(step.tool, dict(step.arguments))).is_error
            again = await one.call_tool(task.steps[-1].tool, dict(task.steps[-1].arguments))
            assert again.is_error
            assert "Too many open sessions" in await refusal(url)
            shown = ask(host, "GET", "/metrics").text
            assert 'toolwright_requests_total{endpoint="mcp",status="200"}' in shown
            assert 'toolwright_request_seconds_count{endpoint="mcp"}' in shown
        async with Client(url) as third:  # those who left made room
            assert (await third.list_tools()).tools

    with server(built.folder(SHOP), "--mcp", "http", "--max-sessions", 2) as host:
        asyncio.run(play(f"{host.url}/mcp?task={quote(TASK)}"))
    assert "Traceback" not in host.said


def test_a_session_that_rested_is_not_silently_another_one(built: Built) -> None:
    async def play(url: str) -> None:
        async with Client(url) as client:
            await client.list_tools()
            await asyncio.sleep(1.5)
            with pytest.raises(MCPError):
                await client.call_tool("none", {})

    with server(built.folder(SHOP), "--mcp", "http", "--idle", "0.7") as host:
        asyncio.run(play(f"{host.url}/mcp"))


NOT_THERE = {"task=none": "no such task", "level=none": "has these levels", "bundle=none": "one of these bundles"}


def test_what_is_not_there_is_said_at_the_start(built: Built) -> None:
    with server(built.folder(SHOP), "--mcp", "http") as host:
        for query, said in NOT_THERE.items():
            assert said in asyncio.run(refusal(f"{host.url}/mcp?{query}"))


def test_the_end_comes_soon_though_clients_stay(built: Built) -> None:
    async def play(url: str, stop: Callable[[], int]) -> None:
        async with Client(url) as client:
            await client.list_tools()
            async with asyncio.timeout(8):
                assert await asyncio.to_thread(stop) == 0

    with server(built.folder(SHOP), "--mcp", "http") as host:
        asyncio.run(play(f"{host.url}/mcp", host.stop))


def test_what_was_played_over_stdio_can_be_scored(built: Built, tmp_path: Path) -> None:
    record = tmp_path / "ended.jsonl"

    async def play() -> None:
        async with stdio(built, "--record", record) as client:
            await client.call_tool("none", {})

    asyncio.run(play())
    (line,) = record.read_text().splitlines()
    recorded = json.loads(line)
    assert (recorded["bundle"], recorded["bundle_name"]) == (built[SHOP].id, SHOP)
    assert run(["score", str(built.folder(SHOP)), str(record)]) == 0
