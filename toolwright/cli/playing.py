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
from toolwright.trainer.parsing import UnknownFormatError, format_named
from toolwright.trainer.policies import Manner, Sampling
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
    pooled: bool
    """Whether episodes share the processes of extern functions."""
    policy: PolicyOptions

    def jobs(self, environments: Sequence[Environment]) -> list[Job]:
        """The episodes that are to be played."""
        return [
            job
            for each in environments
            for job in jobs_of(each, islice(each.tasks, self.limit), self.n, self.policy.seed)
        ]


def _format(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    try:
        return format_named(name).name if name is not None else None
    except UnknownFormatError as problem:
        raise click.BadParameter(str(problem)) from None


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
        "--pooled", is_flag=True, help="Let episodes share the processes of extern functions (docs/sandbox.md)."
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
    click.option(
        "--thinking/--no-thinking",
        default=None,
        help="Tell the model's chat template whether it thinks, for models that can do both.",
    ),
    click.option(
        "--call-format",
        metavar="NAME",
        callback=_format,
        help="How the model writes calls, where its chat template does not tell (`parse --list-formats`).",
    ),
)

PLAYED_WITH: Final = frozenset(
    (
        "n",
        "temperature",
        "max_tokens",
        "concurrency",
        "pooled",
        "timeout",
        "retries",
        "api_key_env",
        "thinking",
        "call_format",
    )
)
"""Names of those that mean nothing for episodes that are recorded already."""


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
        pooled: bool,
        timeout: float,
        retries: int,
        api_key_env: str,
        thinking: bool | None,
        call_format: str | None,
        **rest: Any,
    ) -> int:
        if not all(map(math.isfinite, (temperature, timeout))):
            raise click.UsageError("--temperature and --timeout are finite numbers")
        manner = Manner(thinking, call_format)
        policy = PolicyOptions(Sampling(temperature, max_tokens), seed, timeout, retries, api_key_env, manner)
        return command(playing=Playing(n, limit, concurrency, pooled, policy), **rest)

    for option in reversed(_OPTIONS):
        with_playing = option(with_playing)
    return with_playing


__all__ = ["PLAYED_WITH", "Playing", "playing_options"]
