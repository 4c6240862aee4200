"""Asking a server as a client or by plain requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

from toolwright.runtime.hosts.client import Client

from .servers import Running

SHOP, AUTHOR = "shop_orders", "author_currency"

_T = TypeVar("_T")


def using(host: Running, work: Callable[[Client], Awaitable[_T]], token: str | None = None) -> _T:
    async def main() -> _T:
        async with Client(host.url, token=token, retries=0) as client:
            return await work(client)

    return asyncio.run(main())


def ask(host: Running, method: str, path: str, **more: Any) -> httpx2.Response:
    return httpx2.request(method, host.url + path, timeout=20, trust_env=False, verify=False, **more)


def refusal(reply: httpx2.Response) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    said = reply.json()
    assert said["status"] == reply.status_code and said["type"].endswith(said["code"]) and said["detail"]
    return reply.status_code, said["code"]


def begun(host: Running) -> str:
    made = ask(host, "POST", "/v1/sessions", json={"bundle": SHOP})
    assert made.status_code == 201
    return f"/v1/sessions/{made.json()['session']}"
