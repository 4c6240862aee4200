"""Turns of a model behind an OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
import ipaddress
from functools import partial
from types import TracebackType
from typing import Final, Self

import httpx2

from ...parsing import with_calls_of_text
from ..base import Manner, PolicyRefused, Reply, Sampling, Situation, TurnFailed
from .asking import Caps, body, lowered, no_room
from .reading import UnreadableReply, read_reply
from .sending import PASSING, Passing, Patience, Pauses, wished_pause

_SHOWN: Final = 300
"""So many characters of a server's text are told."""


class OpenAIPolicy:
    """A model of a server that speaks OpenAI's chat completions."""

    def __init__(
        self,
        model: str,
        url: str,
        *,
        key: str | None = None,
        sampling: Sampling | None = None,
        patience: Patience | None = None,
        manner: Manner | None = None,
    ) -> None:
        """Play with *model* at *url* (`http://127.0.0.1:8000/v1`; a bare host means `/v1` there).

        The server renders the chat template: whether the model thinks is told to it, and calls that its parser leaves
        in the text are read in *manner*'s format. *key* is sent to that server alone and told nowhere. Raises
        ValueError for a URL that is none, or that holds a key or a password.
        """
        self._url = _base(url)
        self._model = model
        self._key = key
        self._sampling = sampling or Sampling()
        self._patience = patience or Patience()
        self._manner = manner or Manner()
        self._caps = Caps(chat_template_kwargs=self._manner.thinking is not None)
        self._pauses = Pauses(self._patience)
        self.name = f"openai:{model}@{self._url}"
        self.remarks: list[str] = []
        """What people should know: fields that the server will not have."""

    async def __aenter__(self) -> Self:
        """Connect. Raises PolicyRefused where nobody answers."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        # What people set as their proxy is not meant for a server on this machine.
        self._http = httpx2.AsyncClient(
            headers=headers, timeout=None, limits=limits, trust_env=not _is_here(self._url.host)
        )
        try:
            async with asyncio.timeout(self._patience.timeout):
                await self._http.get(f"{self._url}/models")
        except httpx2.ConnectError as problem:
            await self._http.aclose()
            raise PolicyRefused(f"nobody answers at {self._url}: {problem}") from None
        except (httpx2.TransportError, TimeoutError):
            pass  # somebody is there; turns are tried again where they fail
        except BaseException:
            await self._http.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def turn(self, situation: Situation) -> Reply:
        """One reply. Raises TurnFailed after the last try, PolicyRefused where no try can go well."""
        tried = 0
        while True:
            caps = self._caps
            try:
                reply = await self._ask(situation, caps)
            except Passing as problem:
                tried += 1
                if tried > self._patience.retries:
                    raise TurnFailed(f"{problem} (tried {tried} times)") from None
                await self._pauses.before_try(tried, problem)
            else:
                if reply is not None:
                    return reply

    async def _ask(self, situation: Situation, caps: Caps) -> Reply | None:
        """One try; None where the server wants to be asked in another way, which is noted."""
        await self._pauses.before_sending()
        try:
            async with asyncio.timeout(self._patience.timeout):
                asked = body(situation, self._model, self._sampling, self._manner, caps)
                answer = await self._http.post(f"{self._url}/chat/completions", content=asked)
        except TimeoutError:
            raise Passing(f"no reply within {self._patience.timeout:g} seconds") from None
        except (httpx2.TransportError, httpx2.DecodingError) as problem:
            raise Passing(f"the connection failed: {self._shown(str(problem) or type(problem).__name__)}") from None
        if answer.is_success:
            try:
                read = partial(with_calls_of_text, format_name=self._manner.call_format, tools=situation.tools)
                return read_reply(answer.content, situation.turn, read)
            except UnreadableReply as problem:
                raise Passing(f"the reply cannot be read: {problem}") from None
        return self._refused(answer, caps)

    def _refused(self, answer: httpx2.Response, caps: Caps) -> Reply | None:
        status, text = answer.status_code, answer.text
        said = f"the server answers {status}: {self._shown(text)}"
        if status in PASSING and "insufficient_quota" not in text:
            raise Passing(said, wished_pause(answer.headers))
        if status in (400, 413, 422):
            if no_room(text):
                return Reply({"role": "assistant", "content": ""}, finish="context")
            if caps is not self._caps:
                return None  # another turn has learned meanwhile what the server takes
            if (less := lowered(caps, status, text)) is not None:
                self._caps = less[0]
                self.remarks += less[1]
                return None
            raise TurnFailed(said)
        if status in (401, 403):
            has = "refuses the key" if self._key else "wants a key"
            raise PolicyRefused(f"the server {has} ({status}): {self._shown(text)}")
        raise PolicyRefused(said)

    def _shown(self, text: str) -> str:
        """A server's text, without the key that it may have repeated."""
        if self._key:
            text = text.replace(self._key, "***")
        text = " ".join(text.split())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"


def _base(url: str) -> httpx2.URL:
    try:
        read = httpx2.URL(url)
    except httpx2.InvalidURL as problem:
        raise ValueError(f"{url} is no URL: {problem}") from None
    if read.scheme not in ("http", "https") or not read.host:
        raise ValueError(f"{url} is no URL of a server: it begins with http:// or https://")
    if read.userinfo or read.query or read.fragment:
        raise ValueError("a server's URL has no user, password or query; a key comes from an environment variable")
    return read.copy_with(path=read.path.rstrip("/") or "/v1")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
