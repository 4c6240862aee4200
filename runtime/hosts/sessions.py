"""Sessions: episodes that somebody far away holds by an id. Bounded in number, and ended when nobody uses them."""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from ..bundle import Bundle
from ..bundle_files import BundleError
from ..environment import Environment
from ..episode import Episode
from .problems import Problem

MAX_SESSIONS: Final = 4096
"""Sessions that are open at once, unless told otherwise."""
IDLE_SECONDS: Final = 900.0
"""How long a session may rest, unless told otherwise."""
_LONGEST_WAIT: Final = 60
"""Seconds after which somebody who was refused is told to ask again, at most."""

_T = TypeVar("_T")


class Session:
    """One episode and who uses it. What runs within one session runs in order; sessions do not wait for each other."""

    __slots__ = ("_apart", "_lock", "_use", "bundle", "busy", "episode", "id", "last", "level", "turns", "used")

    def __init__(
        self, name: str, bundle: Bundle, level: str, episode: Episode, apart: bool, use: Callable[[Session], None]
    ) -> None:
        """Hold *episode*; *apart* says that its calls may wait for other processes and so run in a thread.

        *use* is told whenever something that ran in the session has ended.
        """
        self.id = name
        self.bundle = bundle
        self.level = level
        self.episode = episode
        self._use = use
        self.used = -math.inf
        """When it was last used, by the clock of its sessions, which keep this."""
        self.busy = 0
        """How many requests are at work in it or wait their turn."""
        self.turns = 0
        """How many turns were taken."""
        self.last: tuple[bytes, bytes] | None = None
        """What asked for the last turn, hashed, and the reply: for those who ask again."""
        self._apart = apart
        self._lock: asyncio.Lock | None = None

    async def run(self, work: Callable[[], _T]) -> _T:
        """What *work* on the episode gives, after all that was asked of this session before.

        Who is cancelled stops waiting; *work* that has begun goes on, and what is asked next comes after it.
        """
        if not self._apart:
            try:
                return work()  # nothing else runs meanwhile: tools compiled from the language take microseconds
            finally:
                self._use(self)
        if self._lock is None:
            self._lock = asyncio.Lock()
        self.busy += 1
        try:
            await self._lock.acquire()
        except asyncio.CancelledError:
            self.busy -= 1
            raise
        running = asyncio.ensure_future(asyncio.to_thread(work))
        running.add_done_callback(self._ran)
        return await asyncio.shield(running)

    def _ran(self, _: object) -> None:
        """Let in what is asked next: a thread has come to its end."""
        assert self._lock is not None
        self._lock.release()
        self.busy -= 1
        self._use(self)


class Sessions:
    """All sessions of a host. Not for several threads: it belongs to one event loop."""

    def __init__(
        self,
        bundles: Mapping[str, Bundle],
        *,
        limit: int = MAX_SESSIONS,
        idle: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        ended: Callable[[Session, str], None] = lambda session, why: None,
        pooled: bool = False,
    ) -> None:
        """Offer *bundles* by name; at most *limit* sessions, each ended after *idle* seconds without use.

        *ended* is told of each session that ends and why: `closed`, `expired` or `stopped`. Where *pooled*, sessions
        share the processes of extern functions (`Bundle.environment`).
        """
        self.bundles = bundles
        self._pooled = pooled
        self.limit = limit
        self.idle = idle
        self._clock = clock
        self._ended = ended
        self._open: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    def __contains__(self, name: str) -> bool:
        """Whether a session of this id is open."""
        return name in self._open

    def create(self, bundle: str | None, level: str, task: str | None, name: str | None = None) -> Session:
        """A session with a fresh episode. *bundle* may be left out where there is one, *task* for the first one.

        *name* is the session's id, for those who have ids of their own. Raises Problem: `unknown_bundle`,
        `unknown_level`, `unknown_task`, `unusable_bundle`, and `full`, which says when to ask again.
        """
        environment, task = self.check(bundle, level, task)
        self.make_room()
        found = environment.bundle
        episode = environment.reset(task)
        session = Session(name or secrets.token_urlsafe(18), found, level, episode, environment.has_externs, self._use)
        self._open[session.id] = session
        self._use(session)
        return session

    def make_room(self) -> None:
        """See to it that one more session can begin. Raises Problem: `full`."""
        if len(self._open) >= self.limit:
            self.sweep()
        if len(self._open) >= self.limit:
            oldest = next(iter(self._open.values()))
            left = self.idle - (self._clock() - oldest.used)
            wait = max(1, math.ceil(min(_LONGEST_WAIT, left)))
            raise Problem(429, "full", f"all {self.limit} sessions are in use", headers={"Retry-After": str(wait)})

    def environment(self, bundle: str | None, level: str) -> Environment:
        """A level of a bundle. Raises Problem: `unknown_bundle`, `unknown_level`, `unusable_bundle`."""
        found = self.bundle(bundle)
        if level not in found.level_names:
            raise Problem(404, "unknown_level", f"{found.name} has these levels: {', '.join(found.level_names)}")
        try:
            return found.environment(level, pooled=self._pooled)
        except BundleError as problem:
            raise Problem(503, "unusable_bundle", str(problem)) from None

    def check(self, bundle: str | None, level: str, task: str | None) -> tuple[Environment, str]:
        """The level and the task that `create` would begin. Raises Problem as it does, `full` apart."""
        environment = self.environment(bundle, level)
        wanted = next(iter(environment.tasks), "") if task is None else task
        if wanted not in environment.tasks:
            raise Problem(404, "unknown_task", f"level {level} of {environment.bundle.name} has no such task")
        return environment, wanted

    def bundle(self, name: str | None) -> Bundle:
        """A bundle by its name, or the only one. Raises Problem: `unknown_bundle`."""
        if name is None and len(self.bundles) == 1:
            return next(iter(self.bundles.values()))
        if name is None or name not in self.bundles:
            raise Problem(404, "unknown_bundle", f"name one of these bundles: {', '.join(sorted(self.bundles))}")
        return self.bundles[name]

    def get(self, name: str) -> Session:
        """An open session by its id, which counts as used now. Raises Problem: `unknown_session`."""
        session = self._open.get(name)
        if session is not None and not session.busy and self._clock() - session.used > self.idle:
            self._end(session, "expired")
            session = None
        if session is None:
            raise Problem(404, "unknown_session", "there is no such session; it was closed, or rested for too long")
        self._use(session)
        return session

    def close(self, name: str) -> Session:
        """End a session and give it back. Raises Problem: `unknown_session`."""
        session = self.get(name)
        self._end(session, "closed")
        return session

    def sweep(self) -> int:
        """End the sessions that nobody used for too long; says how many there were."""
        now = self._clock()
        resting = []
        for session in self._open.values():  # the longest unused comes first
            if now - session.used <= self.idle:
                break
            if not session.busy:
                resting.append(session)
        for session in resting:
            self._end(session, "expired")
        return len(resting)

    def stop(self) -> None:
        """End all."""
        for session in list(self._open.values()):
            self._end(session, "stopped")

    def _use(self, session: Session) -> None:
        """Note that *session* is used now, if it is still open."""
        if self._open.get(session.id) is session:
            session.used = self._clock()
            self._open.move_to_end(session.id)

    def _end(self, session: Session, why: str) -> None:
        if self._open.pop(session.id, None) is not None:
            self._ended(session, why)
