"""Which tasks are trained on and which are held out, and playing them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolwright.runtime import Bundle, BundleError, Environment, Score, score

from .policies import Policy
from .rollout import rollout

TaskRef: TypeAlias = tuple[str, str]
"""(bundle name, task id)"""
LevelTask: TypeAlias = tuple[str, str, str]
"""(bundle name, level, task id)"""


@dataclass(frozen=True, slots=True)
class Played:
    """One task, played once."""

    kind: str
    trajectory: dict[str, Any]
    score: Score


def by_name(bundles: Iterable[Bundle]) -> dict[str, Bundle]:
    """*bundles* by name, as tasks are called. The same bundle given twice is one.

    Raises BundleError where two different ones, versions of one scenario, have the same name.
    """
    found: dict[str, Bundle] = {}
    for bundle in bundles:
        first = found.setdefault(bundle.name, bundle)
        if first.id != bundle.id:
            raise BundleError(f"two different bundles are called {bundle.name}: {first.id[:12]} and {bundle.id[:12]}")
    return found


def split(bundles: Sequence[Bundle], held_out: float, most: int) -> tuple[list[TaskRef], list[TaskRef]]:
    """Training tasks and held-out tasks: a share *held_out* of each bundle's tasks, by a hash of their names.

    It is the same on every machine and day, and at every level. At most *most* held-out tasks of a bundle are given;
    those beyond are not trained on either.
    """
    training: list[TaskRef] = []
    held: list[TaskRef] = []
    for bundle in bundles:
        apart: list[TaskRef] = []
        for task_id in bundle.level("base").tasks:
            ref = (bundle.name, task_id)
            (apart if draw(ref, "held out") < held_out else training).append(ref)
        held += sorted(apart, key=lambda ref: draw(ref, "order"))[:most]
    return training, held


def draw(ref: TaskRef, purpose: str) -> float:
    """A number in [0, 1) that depends on the task and the purpose alone."""
    digest = hashlib.sha256(f"{purpose}/{ref[0]}/{ref[1]}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def play(
    environments: Mapping[tuple[str, str], Environment],
    refs: Sequence[LevelTask],
    policy: Policy,
    seed: int = 0,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Played]:
    """Play each task once, in the order of *refs*; *environments* by (bundle name, level).

    *advance* is called with the number of tasks that just finished.
    """
    played: dict[LevelTask, Played] = {}
    for (name, level), environment in environments.items():
        ids = [task for *owner, task in refs if owner == [name, level]]
        for trajectory in rollout(environment, ids, policy, seed=seed, advance=advance):
            task = environment.tasks[trajectory["task"]]
            played[name, level, task.id] = Played(task.kind, trajectory, score(environment.bundle, trajectory))
    return [played[ref] for ref in refs]
