"""Whole scripted rollouts a second on one core: question to answer, messages, calls, scoring and the line of the file.

A window plays every task of a scenario once; shown is the best of several in processor time, with the garbage
collector off in a window. `endpoint` is the engine for policies behind a network with a golden policy that answers at
once: what the engine itself costs. `turns` are a golden episode's. The best peer does 666 whole scripted rollouts of
five turns a second (verifiers 0.3.1 with 64 at once, measured on this class of machine).

    python -m benchmarks.rollouts
    python -m benchmarks.rollouts --profile conference_fares
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl.check import check
from toolwright.runtime import Bundle, Environment
from toolwright.trainer import GoldenPolicy, RandomPolicy
from toolwright.trainer.policies import AnyPolicy, NoisyPolicy, Reply, Situation
from toolwright.trainer.rollout import Failed, jobs_of, line_of, play

SPECS = Path(__file__).parent.parent / "specs"
NAMES = ("city_population", "author_currency", "conference_fares", "country_areas", "shop_orders", "island_ferries")
WINDOWS = 8
PEER = 666
"""Episodes a second of the best peer that was measured."""


class _Disk:
    """The files of this machine."""

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return Path(path).read_bytes()


class Instant:
    """The golden policy behind a network without a way."""

    name = "endpoint"

    def __init__(self) -> None:
        """Nothing is opened."""
        self._golden = GoldenPolicy()

    async def __aenter__(self) -> Self:
        """Nothing is opened."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is closed."""

    async def turn(self, situation: Situation) -> Reply:
        """The plan's next message."""
        return Reply(self._golden.act([situation])[0])


def built(name: str) -> Bundle:
    """A shipped scenario."""
    program = check((SPECS / name / f"{name}.tool").as_posix(), _Disk()).program
    assert program is not None
    files = compile_program(program).files
    assert files is not None
    with tempfile.TemporaryDirectory() as folder:
        write_folder(files, Path(folder) / name)
        return Bundle.load(Path(folder) / name)


def window(environment: Environment, policy: AnyPolicy) -> int:
    """Play every task once; how many turns that took."""
    turns = 0
    for ended in play(jobs_of(environment, environment.tasks), policy):
        assert not isinstance(ended, Failed)
        turns += len(ended.episode.score().turns)
        line_of(ended.trajectory)
    return turns


def seconds(environment: Environment, policy: AnyPolicy) -> float:
    """Processor time of the best window."""
    window(environment, policy)
    gc.collect()
    gc.disable()
    try:
        return min(_timed(environment, policy) for _ in range(WINDOWS))
    finally:
        gc.enable()


def _timed(environment: Environment, policy: AnyPolicy) -> float:
    started = time.process_time()
    window(environment, policy)
    return time.process_time() - started


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", metavar="SCENARIO", help="where the time of golden rollouts of one scenario goes")
    parser.add_argument("names", nargs="*", default=NAMES)
    given = parser.parse_args(arguments)
    if given.profile:
        _profile(built(given.profile).environment())
        return
    policies: list[Any] = [GoldenPolicy(), NoisyPolicy(), RandomPolicy(), Instant()]
    print(f"{'episodes/s':18}{'tasks':>7}{'turns':>7}" + "".join(f"{policy.name:>10}" for policy in policies))
    totals = [0.0] * len(policies)
    tasks = played = 0
    for name in given.names:
        environment = built(name).environment()
        count = len(environment.tasks)
        spent = [seconds(environment, policy) for policy in policies]
        totals = [total + each for total, each in zip(totals, spent, strict=True)]
        turns = window(environment, policies[0])
        tasks += count
        played += turns
        print(
            f"{name:18}{count:>7}{turns / count:>7.1f}" + "".join(f"{count / each:>10,.0f}" for each in spent),
            flush=True,
        )
    print(f"{'all':18}{tasks:>7}{played / tasks:>7.1f}" + "".join(f"{tasks / each:>10,.0f}" for each in totals))
    print(f"{'of the best peer':32}" + "".join(f"{tasks / each / PEER:>9.1f}x" for each in totals))


def _profile(environment: Environment) -> None:
    policy = GoldenPolicy()
    window(environment, policy)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(5):
        window(environment, policy)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
