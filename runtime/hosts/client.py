"""A client of the HTTP host: episodes as they are in process, with `await`.

async with Client("http://127.0.0.1:8000") as client, await client.reset("oslo/1") as episode:
    observation = await episode.call("city_population", '{"city": "Oslo"}')
    score = await episode.finish("Answer: 717710")
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from ..errors import CallError
from ..jsontext import arguments_text, parse_arguments
from ..messages import kept
from ..score import Score
from . import wire
from .problems import ProblemDocument

RETRIES: Final = 4
"""How often a request is sent again, unless told otherwise."""
_FIRST_PAUSE: Final = 0.05
"""Seconds before a request is sent for the second time; twice as long before each later time."""
_JSON: Final = {"Content-Type": "application/json"}

_M = TypeVar("_M", bound=BaseModel)


class HostError(Exception):
    """The host refused a request. *code* is the problem's code, `unreadable` for a reply that is none of a host's."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Keep what was said."""
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Client:
    """One host. Everything it does may raise HostError, and httpx2.TransportError where the host is not reached.

    What no JSON can say (a set, a message that holds itself) is a mistake of the program: TypeError or ValueError. Only
    arguments of calls may hold whatever they do in process: the host judges them.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = 60.0, retries: int = RETRIES) -> None:
        """Talk to the host at *url*, with its *token*; wait *timeout* seconds for each reply.

        What is lost on the way is sent again up to *retries* times: everything but the creation of a session, since
        turns are numbered and none is taken twice. What the host has no room for is asked for again when it says so.
        """
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        self._http = httpx2.AsyncClient(base_url=url, headers=headers, timeout=timeout, limits=limits, trust_env=False)
        self._retries = retries

    async def __aenter__(self) -> Self:
        """Nothing is sent before it is needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections; sessions stay open."""
        await self._http.aclose()

    async def bundles(self) -> list[wire.BundleFound]:
        """What is served."""
        return _read(wire.BundlesFound, await self.send("GET", "/v1/bundles")).bundles

    async def tasks(self, bundle: str, level: str = "base") -> list[wire.TaskFound]:
        """All tasks of a level."""
        found: list[wire.TaskFound] = []
        while True:
            path = f"/v1/bundles/{bundle}/levels/{level}/tasks?offset={len(found)}&limit=1000"
            page = _read(wire.TasksFound, await self.send("GET", path))
            found += page.tasks
            if len(found) >= page.total or not page.tasks:
                return found

    async def reset(self, task: str | None = None, *, bundle: str | None = None, level: str = "base") -> RemoteEpisode:
        """A fresh episode; *bundle* may be left out where one is served, *task* for its first one."""
        asked = _body(bundle=bundle, level=level, task=task)
        made = await self.send("POST", "/v1/sessions", asked, again=False)
        return RemoteEpisode(self, _read(wire.Created, made))

    async def send(self, method: str, path: str, body: bytes | None = None, *, again: bool = True) -> bytes:
        """The body of the reply to one request, which is sent *again* where it may have been lost on the way."""
        pause = _FIRST_PAUSE
        for left in range(self._retries, -1, -1):
            try:
                reply = await self._http.request(method, path, content=body, headers=_JSON)
            except httpx2.TransportError as lost:
                # A connection that was never made has carried nothing, so that may always be tried again.
                if not left or not (again or isinstance(lost, httpx2.ConnectError)):
                    raise
            else:
                if reply.is_success:
                    return reply.content
                wait = reply.headers.get("Retry-After", "")
                if not left or not wait.isdecimal():
                    raise _refusal(reply)
                pause = max(pause, float(wait))
            await asyncio.sleep(pause)
            pause *= 2
        raise AssertionError("a last try either gives a reply or fails")


class RemoteEpisode:
    """An episode that a host holds. One turn at a time."""

    def __init__(self, client: Client, created: wire.Created) -> None:
        """`Client.reset` is the usual way."""
        self._client = client
        self._path = f"/v1/sessions/{created.session}"
        self._turns = created.turns
        self.session = created.session
        self.bundle = created.bundle
        self.level = created.level
        self.task = created.task
        self.messages = created.messages
        """The conversation so far, in the OpenAI chat form."""
        self.tools = created.tools
        """The documents of the tools that the task offers."""
        self.done = created.done
        """Whether the episode is over."""

    async def __aenter__(self) -> Self:
        """The episode is there already."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the session."""
        await self.close()

    async def call(self, name: str, arguments: str | Mapping[str, Any]) -> str:
        """Make one call as a turn of its own; the observation."""
        text = arguments if isinstance(arguments, str) else arguments_text(dict(arguments))
        asked = _body(name=name, arguments=_whole(text), turn=self._turns)
        called = _read(wire.Called, await self._client.send("POST", f"{self._path}/call", asked))
        self._turns += 1
        self.done = called.done
        return called.observation

    async def act(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take one assistant turn in the OpenAI chat form; the tool messages."""
        asked = _body(message=_travelling(message), turn=self._turns)
        acted = _read(wire.Acted, await self._client.send("POST", f"{self._path}/act", asked))
        self._turns += 1
        self.done = acted.done
        self.messages += [kept(message), *acted.messages]
        return acted.messages

    async def finish(self, text: str) -> Score:
        """Give the final answer; the score."""
        asked = _body(text=text, turn=self._turns)
        score = await self._client.send("POST", f"{self._path}/finish", asked)
        self._turns += 1
        self.done = True
        return wire.SCORE.validate_json(score)

    async def score(self) -> Score:
        """The score so far."""
        return wire.SCORE.validate_json(await self._client.send("GET", f"{self._path}/score"))

    async def refresh(self) -> None:
        """Ask for the episode as it stands: messages of turns that `call` took are told by the host only."""
        now = _read(wire.Created, await self._client.send("GET", self._path))
        self._turns, self.messages, self.done = now.turns, now.messages, now.done

    async def close(self) -> Score | None:
        """End the session; its score, None where it had ended before."""
        try:
            return wire.SCORE.validate_json(await self._client.send("DELETE", self._path))
        except HostError as problem:
            if problem.code == "unknown_session":
                return None
            raise


def _body(**asked: object) -> bytes:
    """A request's body, in ASCII: half a character arrives as what it is, and the host says what is wrong with it."""
    body = json.dumps(asked).encode()
    if len(body) > wire.MAX_BODY:  # the host would hang up while it is sent
        raise HostError(413, "too_large", wire.TOO_LARGE)
    return body


_HALF: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\?)[\ud800-\udfff]")


def _whole(text: str) -> str:
    """A text of arguments without half characters, which cannot travel, that earns the error which *text* earns."""
    if text.isascii():
        return text
    # Two low halves make no pair with anything beside them; behind a backslash nothing is well-formed already.
    return _HALF.sub(lambda found: found[1] + (r"\?" if found[2] else r"\udc00\udc00"), text)


def _travelling(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message with such arguments of calls as arrive unchanged: as text where they are no strict JSON."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list):
        return dict(message)
    return {**message, "tool_calls": [_travelling_call(entry) for entry in calls]}


def _travelling_call(entry: object) -> object:
    function = entry.get("function") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(function, Mapping):
        return entry
    arguments = function.get("arguments")
    if isinstance(arguments, Mapping):
        text = arguments_text(dict(arguments))
        if not isinstance(parse_arguments(text), CallError):
            return entry
        arguments = text
    sent = _whole(arguments) if isinstance(arguments, str) else arguments
    return {**entry, "function": {**function, "arguments": sent}}


def _read(model: type[_M], body: bytes) -> _M:
    try:
        return model.model_validate_json(body)
    except ValidationError as problem:
        raise HostError(200, "unreadable", f"this is no reply of a Toolwright host: {problem.title}") from None


def _refusal(reply: httpx2.Response) -> HostError:
    try:
        said = ProblemDocument.model_validate_json(reply.content)
    except ValidationError:
        return HostError(reply.status_code, "unreadable", "this is no reply of a Toolwright host")
    return HostError(reply.status_code, said.code, said.detail)
