"""Playing with a policy behind a network: many episodes at once, each at its own pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from ..policies import AsyncPolicy, PolicyRefused, TurnFailed
from .jobs import Ended, Failed, Job
from .live import LiveEpisode

_FAILURES_IN_A_ROW: Final = 8
"""So many episodes (or as many as are played at once) may fail with none that goes well between them; then nobody is
there."""


async def play_async(jobs: Iterable[Job], policy: AsyncPolicy, concurrency: int) -> AsyncGenerator[Ended, None]:
    """Play *jobs*, at most *concurrency* at once; episodes come as they end.

    Raises PolicyRefused where the policy will not act at all or nothing but failures came for long, and
    BundleError where a level has no such task; what ended before is given first.
    """
    waiting = iter(jobs)
    ended: asyncio.Queue[Ended | Exception | None] = asyncio.Queue()

    async def work() -> None:
        try:
            for job in waiting:
                ended.put_nowait(await _episode(job, policy))
        except Exception as refused:
            ended.put_nowait(refused)  # whoever waits for episodes is to hear of it, whatever it is
        else:
            ended.put_nowait(None)

    async with policy:
        workers = [asyncio.create_task(work()) for _ in range(concurrency)]
        left, failed = concurrency, 0
        try:
            while left:
                match await ended.get():
                    case None:
                        left -= 1
                    case Exception() as refused:
                        raise refused
                    case one:
                        failed = failed + 1 if isinstance(one, Failed) else 0
                        yield one
                        if isinstance(one, Failed) and failed >= max(_FAILURES_IN_A_ROW, concurrency):
                            raise PolicyRefused(f"the last {failed} episodes failed; the last one: {one.reason}")
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)


async def _episode(job: Job, policy: AsyncPolicy) -> Ended:
    live = LiveEpisode(job)
    # Extern functions take as long as their limits allow, and others must not wait for that.
    slow = job.environment.has_externs
    while not live.episode.done:
        try:
            reply = await policy.turn(live.situation())
        except TurnFailed as failure:
            return Failed(job, str(failure))
        if slow:
            await asyncio.to_thread(live.take, reply)
        else:
            live.take(reply)
    return live.played(policy.name)
