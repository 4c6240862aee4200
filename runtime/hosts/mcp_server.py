"""The MCP host: each MCP session is an episode of its own, its tools are the task's, word for word.

The question is a prompt and a resource. Beside the tools of the task stands one to give the final answer with, since a
server does not see what a model says; the score is a resource once the episode is over.

MCP from version 2026-07-28 on has no sessions over HTTP. Clients that ask for it there are told which versions have
them, and begin again with one of those. Over stdio a process serves one client, so that all versions will do.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import mcp_types as types
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from pydantic_core import to_json
from starlette.types import ASGIApp, Receive, Scope, Send

from ..arguments import compile_validator
from ..episode import Episode
from ..errors import CallError
from ..ir.tools import Param
from ..ir.types import StrType
from ..jsontext import arguments_text, canonical
from . import wire
from .problems import Problem
from .sessions import Session, Sessions
from .turns import take

PATH: Final = "/mcp"
"""Where the HTTP host offers MCP."""
ANSWER_TOOL: Final = "final_answer"
"""The tool that ends an episode; underscores are put before it where the task has a tool of this name."""
PROMPT: Final = "task"
TASK_URI: Final = "toolwright://task"
SCORE_URI: Final = "toolwright://score"
_SESSION_HEADER: Final = "mcp-session-id"
_JSON: Final = "application/json"
_ANSWER: Final = compile_validator([Param(name="answer", value=StrType())])

_Context = ServerRequestContext[Any]


class McpHost:
    """Answers MCP requests with the episodes of *sessions*."""

    def __init__(
        self, sessions: Sessions, created: Callable[[], None], version: str, chosen: tuple[str | None, str, str | None]
    ) -> None:
        """Serve *sessions*; *chosen* says bundle, level and task of clients that choose none in the URL."""
        self._sessions = sessions
        self._created = created
        self._chosen = chosen
        self.server: Server[Any] = Server(
            "toolwright",
            version=version,
            instructions=f"The prompt `{PROMPT}` and the resource {TASK_URI} hold the question. Answer it with the "
            f"help of the tools, then call `{ANSWER_TOOL}` once.",
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_prompts=self._list_prompts,
            on_get_prompt=self._get_prompt,
            on_list_resources=self._list_resources,
            on_read_resource=self._read_resource,
        )
        self.server.middleware.append(self._check)

    async def _check(self, ctx: _Context, call_next: CallNext) -> HandlerResult:
        if ctx.request is not None:
            if ctx.protocol_version not in HANDSHAKE_PROTOCOL_VERSIONS:
                data = {"supported": [*HANDSHAKE_PROTOCOL_VERSIONS], "requested": ctx.protocol_version}
                said = "an episode needs a session, which this version of MCP does not have"
                raise MCPError(types.UNSUPPORTED_PROTOCOL_VERSION, said, data)
            if ctx.method == "initialize":
                wanted = self._wanted(ctx)
                try:
                    self._sessions.check(*wanted)
                    self._sessions.make_room()
                except Problem as problem:
                    raise _refused(problem) from None
            elif ctx.method == "notifications/initialized":
                self._begin(ctx, ctx.request.headers.get(_SESSION_HEADER))
        return await call_next(ctx)

    def _wanted(self, context: _Context) -> tuple[str | None, str, str | None]:
        """Bundle, level and task that a client asks for."""
        bundle, level, task = self._chosen
        if context.request is not None:
            query = context.request.query_params
            bundle, level, task = query.get("bundle", bundle), query.get("level", level), query.get("task", task)
        return bundle, level, task

    def _begin(self, context: _Context, name: str | None) -> None:
        """Make the episode of a client, which has *name* as its session's. Raises MCPError."""
        if name is not None and name not in self._sessions:
            try:
                self._sessions.create(*self._wanted(context), name)
            except Problem as problem:
                raise _refused(problem) from None
            self._created()

    def _session(self, context: _Context) -> Session:
        """The episode of the client that asks. Raises MCPError where there is none, or none any more."""
        if context.request is None:
            # Over stdio a process has one client, which has no id and, as the case may be, greets nobody.
            self._begin(context, name := "stdio")
        else:
            name = context.request.headers.get(_SESSION_HEADER, "")
        try:
            return self._sessions.get(name)
        except Problem as problem:
            raise _refused(problem) from None

    async def _list_tools(self, context: _Context, _: object) -> types.ListToolsResult:
        episode = self._session(context).episode
        tools = [_tool(document["function"]) for document in episode.tools]
        answer = {
            "name": _answer_tool(episode),
            "description": "Ends the task with your final answer.",
            "parameters": {
                "type": "object",
                "properties": {"answer": {"type": "string", "description": "The final answer, without explanation."}},
                "required": ["answer"],
                "additionalProperties": False,
            },
        }
        return types.ListToolsResult(tools=[*tools, _tool(answer)])

    async def _call_tool(self, context: _Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        session = self._session(context)
        arguments = asked.arguments or {}
        if asked.name == _answer_tool(session.episode):
            given = _ANSWER(arguments)
            if isinstance(given, CallError):
                return _wrong(given.code, given.message)
            work, said = _finishing(str(given["answer"])), "the answer is taken; the task is over"
        else:
            work, said = _calling(asked.name, arguments_text(arguments)), ""
        try:
            reply = await take(session, "mcp", None, b"", work)
        except Problem as problem:
            return _wrong(problem.code, problem.detail)
        if said:
            return _result(said, wrong=False)
        error, _, observation = reply.partition(b"\n")
        return _result(observation.decode(), wrong=bool(error))

    async def _list_prompts(self, context: _Context, _: object) -> types.ListPromptsResult:
        return types.ListPromptsResult(
            prompts=[types.Prompt(name=PROMPT, title="The task", description="What is asked, and how to answer.")]
        )

    async def _get_prompt(self, context: _Context, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
        if asked.name != PROMPT:
            raise MCPError(types.INVALID_PARAMS, f"there is one prompt, `{PROMPT}`")
        episode = self._session(context).episode
        said = f"{episode.messages[0]['content']}\n\n{episode.task.question}"
        return types.GetPromptResult(
            messages=[types.PromptMessage(role="user", content=types.TextContent(type="text", text=said))]
        )

    async def _list_resources(self, context: _Context, _: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(
            resources=[
                types.Resource(name="task", uri=TASK_URI, description="The task and its question.", mime_type=_JSON),
                types.Resource(
                    name="score", uri=SCORE_URI, description="The score, once the episode is over.", mime_type=_JSON
                ),
            ]
        )

    async def _read_resource(
        self, context: _Context, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        session = self._session(context)
        episode = session.episode
        if str(asked.uri) == TASK_URI:
            about = {"bundle": session.bundle.name, "level": session.level, "task": episode.task.id}
            text = to_json({**about, "question": episode.task.question}).decode()
        elif str(asked.uri) == SCORE_URI:
            if not episode.done:
                raise MCPError(types.INVALID_REQUEST, "the score is told when the episode is over")
            text = wire.SCORE.dump_json(await session.run(episode.score)).decode()
        else:
            raise MCPError(types.INVALID_PARAMS, f"the resources are {TASK_URI} and {SCORE_URI}")
        held = types.TextResourceContents(uri=asked.uri, mime_type=_JSON, text=text)
        return types.ReadResourceResult(contents=[held])

    # -------------------------------------------------------------- transports

    async def over_stdio(self) -> None:
        """Serve the client at standard input and output until it goes."""
        async with stdio_server() as (read, write):
            await self.server.run(read, write, self.server.create_initialization_options())

    def over_http(self) -> tuple[ASGIApp, Callable[[], contextlib.AbstractAsyncContextManager[None]]]:
        """The application for `PATH`, and what must be entered while it runs."""
        manager = StreamableHTTPSessionManager(
            self.server,
            json_response=True,
            session_idle_timeout=self._sessions.idle,
            max_request_body_size=wire.MAX_BODY,
            max_sessions=self._sessions.limit,
        )

        @contextlib.asynccontextmanager
        async def running() -> AsyncIterator[None]:
            async with manager.run():
                yield

        return _Http(manager, self._sessions), running


class _Http:
    """The application for streamable HTTP, which ends the episode of a client that says good-bye."""

    def __init__(self, manager: StreamableHTTPSessionManager, sessions: Sessions) -> None:
        self._manager = manager
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._manager.handle_request(scope, receive, send)
        name = dict(scope["headers"]).get(_SESSION_HEADER.encode(), b"").decode("latin-1")
        if scope["method"] == "DELETE" and name in self._sessions:
            self._sessions.close(name)


def _calling(name: str, arguments: str) -> Callable[[Episode], bytes]:
    def work(episode: Episode) -> bytes:
        observation = episode.call(name, arguments)
        error = episode.score().turns[-1].calls[-1].error or ""
        return f"{error}\n{observation}".encode()

    return work


def _finishing(answer: str) -> Callable[[Episode], bytes]:
    def work(episode: Episode) -> bytes:
        episode.finish(f"Answer: {answer}")
        return b""

    return work


def _answer_tool(episode: Episode) -> str:
    name = ANSWER_TOOL
    while name in episode.task.tools:
        name = f"_{name}"
    return name


def _tool(function: dict[str, Any]) -> types.Tool:
    return types.Tool(name=function["name"], description=function["description"], input_schema=function["parameters"])


def _result(text: str, *, wrong: bool) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=wrong)


def _wrong(code: str, message: str) -> types.CallToolResult:
    """What is said of a call that was not made, in the form of all errors of calls."""
    return _result(canonical({"error": code, "message": message}), wrong=True)


def _refused(problem: Problem) -> MCPError:
    code = types.INTERNAL_ERROR if problem.status >= 429 else types.INVALID_PARAMS
    return MCPError(code, problem.detail, {"code": problem.code})
