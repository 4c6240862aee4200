"""Rollouts: a policy plays tasks, many at a time, and the trajectories come out as plain data.

`play` takes any policy and gives episodes as they end; `rollout` is the short form for policies that act on batches.
`journal` keeps a run on disk so that it can go on after a kill.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator
from typing import Final, TextIO, TypeVar

from toolwright.runtime import Environment

from ..policies import AnyPolicy, AsyncPolicy, Policy
from .batches import play_batches
from .concurrent import play_async
from .jobs import Ended, Failed, Job, Key, Played, Trajectory, jobs_of, key_of, line_of

CONCURRENCY: Final = 64
"""Episodes at once, unless told otherwise."""

_T = TypeVar("_T")


def play(jobs: Iterable[Job], policy: AnyPolicy, concurrency: int = CONCURRENCY) -> Generator[Ended, None, None]:
    """Play *jobs* with any policy, *concurrency* episodes at once; they come as they end.

    Raises PolicyRefused where the policy will not act at all, BundleError where a level has no such task, and
    RuntimeError for an AsyncPolicy inside a running event loop (`play_async` is for there).
    """
    if isinstance(policy, AsyncPolicy):
        return _in_a_loop(play_async(jobs, policy, concurrency))
    return play_batches(jobs, policy, concurrency)


def rollout(
    environment: Environment,
    task_ids: Iterable[str],
    policy: Policy,
    *,
    batch_size: int = CONCURRENCY,
    seed: int = 0,
    advance: Callable[[int], None] = lambda count: None,
) -> Iterator[Trajectory]:
    """Play every task once with *policy*, *batch_size* episodes at a time; trajectories come in the tasks' order.

    The bundle's own `max_turns` ends an episode. *advance* is called with the number of tasks that just
    finished. Raises BundleError where the level has no such task.
    """
    # Tasks may be named twice, so the sample is the place in the order.
    jobs = [Job(environment, task, 0, seed) for task in task_ids]
    place = {id(job): i for i, job in enumerate(jobs)}
    ended: dict[int, Trajectory] = {}
    following = 0
    for each in play_batches(jobs, policy, batch_size):
        advance(1)
        ended[place[id(each.job)]] = each.trajectory
        while following in ended:
            yield ended.pop(following)
            following += 1


def write_jsonl(trajectories: Iterable[Trajectory], file: TextIO) -> int:
    """Write one trajectory a line, keys sorted; returns how many."""
    count = 0
    for trajectory in trajectories:
        file.write(line_of(trajectory) + "\n")
        count += 1
    return count


def _in_a_loop(items: AsyncGenerator[_T, None]) -> Generator[_T, None, None]:
    """What an asynchronous iterator gives, from a loop of its own that runs while the next item is waited for."""

    async def following() -> list[_T]:
        try:
            return [await anext(items)]
        except StopAsyncIteration:
            return []

    async def close() -> None:
        await items.aclose()

    with asyncio.Runner() as runner:
        try:
            while got := runner.run(following()):
                yield from got
        finally:
            runner.run(close())


__all__ = [
    "CONCURRENCY",
    "Ended",
    "Failed",
    "Job",
    "Key",
    "Played",
    "Trajectory",
    "jobs_of",
    "key_of",
    "line_of",
    "play",
    "play_async",
    "play_batches",
    "rollout",
    "write_jsonl",
]
