"""What commands that play tasks with a policy are told on the command line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any, Final

import click

from toolwright.runtime import Environment
from toolwright.trainer.policies import Sampling
from toolwright.trainer.rollout import CONCURRENCY, Job, jobs_of

from .policies import PolicyOptions


@dataclass(frozen=True, slots=True)
class Playing:
    """How often which tasks are played, with what, and how many at once."""

    n: int
    """Episodes of every task."""
    limit: int | None
    """At most so many tasks of each bundle, from the start."""
    concurrency: int
    policy: PolicyOptions

    def jobs(self, environments: Sequence[Environment]) -> list[Job]:
        """The episodes that are to be played."""
        return [
            job
            for each in environments
            for job in jobs_of(each, islice(each.tasks, self.limit), self.n, self.policy.seed)
        ]


_OPTIONS: Final = (
    click.option("--n", default=1, show_default=True, type=click.IntRange(1), help="So many episodes of every task."),
    click.option("--limit", type=click.IntRange(1), help="At most so many tasks of each bundle, from the start."),
    click.option("--seed", default=0, show_default=True, help="Seed of all that is drawn."),
    click.option(
        "--temperature",
        default=0.0,
        show_default=True,
        type=click.FloatRange(0),
        help="Sampling temperature of models; 0 is greedy.",
    ),
    click.option(
        "--max-tokens",
        default=512,
        show_default=True,
        type=click.IntRange(1),
        help="At most so many tokens of a model a turn.",
    ),
    click.option(
        "--concurrency",
        default=CONCURRENCY,
        show_default=True,
        type=click.IntRange(1),
        help="Episodes at the same time.",
    ),
    click.option(
        "--timeout",
        default=120.0,
        show_default=True,
        type=click.FloatRange(0, min_open=True),
        help="Seconds for a request.",
    ),
    click.option(
        "--retries",
        default=6,
        show_default=True,
        type=click.IntRange(0),
        help="So often a request is sent again after what may pass: lost connections, 429, 5xx, time-outs.",
    ),
    click.option(
        "--api-key-env",
        default="OPENAI_API_KEY",
        show_default=True,
        metavar="NAME",
        help="Environment variable with the key of an openai: server.",
    ),
)


def playing_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give *command* the options of all that plays; it gets what they say as `playing`."""

    @wraps(command)
    def with_playing(
        *,
        n: int,
        limit: int | None,
        seed: int,
        temperature: float,
        max_tokens: int,
        concurrency: int,
        timeout: float,
        retries: int,
        api_key_env: str,
        **rest: Any,
    ) -> int:
        if not all(map(math.isfinite, (temperature, timeout))):
            raise click.UsageError("--temperature and --timeout are finite numbers")
        policy = PolicyOptions(Sampling(temperature, max_tokens), seed, timeout, retries, api_key_env)
        return command(playing=Playing(n, limit, concurrency, policy), **rest)

    for option in reversed(_OPTIONS):
        with_playing = option(with_playing)
    return with_playing


__all__ = ["Playing", "playing_options"]
