"""What the HTTP host offers: a table of endpoints, each a function from a request to a reply."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from ..bundle import Bundle
from ..environment import Environment
from ..episode import Episode
from . import wire
from .bodies import check_strict, object_text
from .endpoint import Asked, Endpoint, Host
from .metrics import MEDIA_TYPE as METRICS_MEDIA_TYPE
from .sessions import Session
from .turns import take

PAGE = 100
"""Tasks that are listed at once, unless told otherwise."""


async def _health(asked: Asked[None]) -> bytes:
    return to_json(wire.Well(status="ok", sessions=len(asked.host.sessions)))


async def _metrics(asked: Asked[None]) -> bytes:
    return asked.host.metrics.text()


async def _bundles(asked: Asked[None]) -> bytes:
    return to_json(wire.BundlesFound(bundles=[_bundle(one) for one in asked.host.sessions.bundles.values()]))


def _bundle(bundle: Bundle) -> wire.BundleFound:
    levels = [
        wire.LevelFound(name=level.name, operators=level.operators, tools=level.tools, tasks=level.tasks)
        for level in bundle.manifest.levels
    ]
    return wire.BundleFound(name=bundle.name, id=bundle.id, title=bundle.manifest.title, levels=levels)


def _environment(asked: Asked[None]) -> Environment:
    return asked.host.sessions.environment(asked.path["bundle"], asked.path["level"])


async def _tasks(asked: Asked[None]) -> bytes:
    offset, limit = asked.number("offset", 0, 10**9), asked.number("limit", PAGE, 10 * PAGE)
    every = _environment(asked).tasks.values()
    shown = [*every][offset : offset + limit]
    tasks = [wire.TaskFound(id=task.id, kind=task.kind, question=task.question) for task in shown]
    return to_json(wire.TasksFound(total=len(every), offset=offset, tasks=tasks))


async def _all_tools(asked: Asked[None]) -> bytes:
    return to_json(wire.Tools(tools=[*_environment(asked).documents.values()]))


def _session(asked: Asked[Any]) -> Session:
    return asked.host.sessions.get(asked.path["session"])


async def _create(asked: Asked[wire.Create]) -> bytes:
    host, wanted = asked.host, asked.body
    session = host.sessions.create(wanted.bundle, wanted.level, wanted.task)
    host.metrics.created()
    return _told(session)


async def _state(asked: Asked[None]) -> bytes:
    session = _session(asked)
    return await session.run(lambda: _told(session))


def _told(session: Session) -> bytes:
    episode = session.episode
    return to_json(
        {
            "session": session.id,
            "bundle": session.bundle.name,
            "bundle_id": session.bundle.id,
            "level": session.level,
            "task": episode.task.id,
            "turns": session.turns,
            "done": episode.done,
            "messages": episode.messages,
            "tools": episode.tools,
        }
    )


async def _tools(asked: Asked[None]) -> bytes:
    return to_json(wire.Tools(tools=_session(asked).episode.tools))


async def _call(asked: Asked[wire.Call]) -> bytes:
    body = asked.body
    # An object counts as the text that it was sent as: a name that stands twice is told, and so is NaN.
    arguments = body.arguments if isinstance(body.arguments, str) else object_text(asked.raw, "arguments")

    def work(episode: Episode) -> bytes:
        observation = episode.call(body.name, arguments)
        return to_json({"observation": observation, "done": episode.done})

    return await take(_session(asked), "call", body.turn, asked.raw, work)


async def _act(asked: Asked[wire.Act]) -> bytes:
    body = asked.body
    check_strict(asked.raw, "message")
    message = {**body.message.model_dump(exclude_unset=True), "role": "assistant"}

    def work(episode: Episode) -> bytes:
        replies = episode.act(message)
        return to_json({"messages": replies, "done": episode.done})

    return await take(_session(asked), "act", body.turn, asked.raw, work)


async def _finish(asked: Asked[wire.Finish]) -> bytes:
    body = asked.body

    def work(episode: Episode) -> bytes:
        episode.finish(body.text)
        return wire.SCORE.dump_json(episode.score())

    return await take(_session(asked), "finish", body.turn, asked.raw, work)


async def _score(asked: Asked[None]) -> bytes:
    session = _session(asked)
    return await session.run(lambda: wire.SCORE.dump_json(session.episode.score()))


async def _close(asked: Asked[None]) -> bytes:
    session = asked.host.sessions.close(asked.path["session"])
    return await session.run(lambda: wire.SCORE.dump_json(session.episode.score()))


def _gives(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


_ONE = "/v1/sessions/{session}"
_LEVEL = "/v1/bundles/{bundle}/levels/{level}"

ENDPOINTS: tuple[Endpoint[Any], ...] = (
    # The ones that are asked for most come first: they are found first.
    Endpoint(
        "POST", _ONE + "/call", "call", "Make one call, as a turn of its own.", wire.Call, _gives(wire.Called), _call,
        (404, 409),
    ),
    Endpoint(
        "POST", _ONE + "/act", "act", "Take one assistant turn, with any number of calls.", wire.Act,
        _gives(wire.Acted), _act, (404, 409),
    ),
    Endpoint(
        "POST", _ONE + "/finish", "finish", "Give the final answer; the reply is the score.", wire.Finish, wire.SCORE,
        _finish, (404, 409),
    ),
    Endpoint("GET", _ONE + "/score", "score", "The score so far.", None, wire.SCORE, _score, (404,)),
    Endpoint("GET", _ONE + "/tools", "tools", "The tools of the task.", None, _gives(wire.Tools), _tools, (404,)),
    Endpoint("GET", _ONE, "session", "A session as it stands.", None, _gives(wire.Created), _state, (404,)),
    Endpoint("DELETE", _ONE, "close", "End a session; the reply is its score.", None, wire.SCORE, _close, (404,)),
    Endpoint(
        "POST", "/v1/sessions", "create", "Begin a task in a session of its own.", wire.Create, _gives(wire.Created),
        _create, (404, 429, 503), 201,
    ),
    Endpoint("GET", "/v1/bundles", "bundles", "What is served.", None, _gives(wire.BundlesFound), _bundles),
    Endpoint(
        "GET", _LEVEL + "/tasks", "tasks", "The tasks of a level, from `offset` on, `limit` at most.", None,
        _gives(wire.TasksFound), _tasks, (404, 422, 503),
    ),
    Endpoint(
        "GET", _LEVEL + "/tools", "level_tools", "All tools of a level.", None, _gives(wire.Tools), _all_tools,
        (404, 503),
    ),
    Endpoint("GET", "/health", "health", "Whether the process lives.", None, _gives(wire.Well), _health),
    Endpoint(
        "GET", "/ready", "ready", "Whether requests are welcome.", None, _gives(wire.Well), _health
    ),
    Endpoint(
        "GET", "/metrics", "metrics", "Counters, for Prometheus.", None, None, _metrics,
        media_type=METRICS_MEDIA_TYPE,
    ),
)  # fmt: skip
"""All endpoints but that of the document which describes them."""

OPEN = ("/health", "/ready")
"""Paths that need no token."""

__all__ = ["ENDPOINTS", "OPEN", "Host"]
