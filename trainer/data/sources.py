"""Where rows come from: recorded trajectories of some bundles, or scripted play where there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime import Bundle, Environment

from ..policies import GoldenPolicy, NoisyPolicy, Policy, RandomPolicy
from ..rollout import rollout
from ..tasks import by_name
from .ftrl import can_be_said, ftrl_row
from .prefixes import Followed, follow
from .rows import GAP, Row, episode_row, kto_rows, preference_rows, prefix_row, sft_row, task_row, verl_row
from .turns import Candidate, candidates, sampled

Environments = dict[tuple[str, str], Environment]
"""By bundle's name and level."""

RIVALS: Final[Sequence[Policy]] = (GoldenPolicy(), NoisyPolicy(1.0), RandomPolicy())
"""Who acts at golden prefixes where preferences are made without trajectories."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A trajectory with where it was played."""

    environment: Environment
    trajectory: Mapping[str, Any]
    round: int
    """Which collection it is of, from 1."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rows are asked for."""

    form: str
    """A name of `tables.FORMATS`."""
    mode: str = "solve_f1"
    """Reward of turns."""
    gap: float = GAP
    least: float | None = None
    """Only episodes that earned at least so much."""


def environments(bundles: Iterable[Bundle], level: str) -> Environments:
    """The environments of *bundles* at one level.

    Raises BundleError where a bundle lacks it, or two different ones have the same name.
    """
    return {(name, level): bundle.environment(level) for name, bundle in by_name(bundles).items()}


def scripted(
    here: Environments,
    policy: Policy,
    most: int | None = None,
    seed: int = 0,
    done: Callable[[int], None] = lambda _: None,
) -> Iterator[Recorded]:
    """Every task of *here* (of each environment the first *most*) played once with *policy*."""
    for environment in here.values():
        for trajectory in rollout(environment, list(environment.tasks)[:most], policy, seed=seed, advance=done):
            yield Recorded(environment, trajectory, 1)


def made_rows(wanted: Wanted, recorded: Iterable[Recorded], *, alone: bool) -> Iterator[Row]:
    """The rows of *recorded* in the wanted format.

    *alone* says that there is one trajectory a task, so that preferences need rivals: scripted policies then act at
    each of its prefixes (`RIVALS`); else turns of different trajectories at the same prefix are compared. Raises
    BundleError where two different bundles have the same name, by which alone rows say what they are of.
    """
    recorded = _of_one_each(recorded)
    if wanted.form in ("preference", "kto"):
        yield from _compared(wanted, recorded, alone)
        return
    for each in recorded:
        followed = follow(each.environment, each.trajectory)
        if wanted.least is not None and followed.score.reward < wanted.least:
            continue
        match wanted.form:
            case "sft":
                yield sft_row(each.environment, each.trajectory, followed)
            case "prefix":
                for prefix in followed.prefixes:
                    yield prefix_row(each.environment, prefix, each.trajectory, each.round)
            case "ftrl":
                for prefix in followed.prefixes:
                    if can_be_said(each.environment, prefix.task):
                        yield ftrl_row(each.environment, prefix)
            case "episode":
                yield episode_row(each.environment, each.trajectory, followed, wanted.mode)
            case _:
                raise ValueError(f"{wanted.form} rows are not made of trajectories")


def task_rows(form: str, here: Environments, most: int | None = None, split: str = "train") -> Iterator[Row]:
    """Rows of tasks, for engines that play them: format `task` or `verl`."""
    index = 0
    for environment in here.values():
        for task in list(environment.tasks.values())[:most]:
            yield task_row(environment, task) if form == "task" else verl_row(environment, task, index, split)
            index += 1


def _of_one_each(recorded: Iterable[Recorded]) -> Iterator[Recorded]:
    """The same, as long as there is one bundle of each name. Raises BundleError."""
    known: dict[str, Bundle] = {}
    for each in recorded:
        bundle = each.environment.bundle
        if known.get(bundle.name) is not bundle:
            known = by_name([*known.values(), bundle])
        yield each


def _compared(wanted: Wanted, recorded: Iterable[Recorded], alone: bool) -> Iterator[Row]:
    here: Environments = {}
    turns: list[Candidate] = []
    for each in recorded:
        environment = each.environment
        here[environment.bundle.name, environment.level] = environment
        followed: Followed = follow(environment, each.trajectory)
        if alone:
            turns += sampled(environment, followed.prefixes, RIVALS, mode=wanted.mode)
        else:
            turns += candidates(environment, followed, wanted.mode)
    yield from preference_rows(here, turns, wanted.gap) if wanted.form == "preference" else kto_rows(here, turns)
