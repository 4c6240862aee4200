"""What a model does before a stage, as rows to learn from: prefixes at which it acted, and turns that it took there."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from ..config.models import CollectSection, PairsSection
from ..data import Prefix, follow, kto_rows, preference_rows, sampled
from ..data.chat import chat_form
from ..environment import EpisodeSource
from ..policies import Policy
from ..tasks import LevelTask, play


def collect(
    source: EpisodeSource,
    tasks: Sequence[LevelTask],
    policy: Policy,
    settings: CollectSection,
    seed: int,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Prefix]:
    """Let *policy* play *tasks*, or as many of them as *settings* say, and cut its episodes where it acted."""
    if settings.tasks_most and settings.tasks_most < len(tasks):
        tasks = random.Random(f"collect/{seed}").sample(list(tasks), settings.tasks_most)
    played = play(source.environments, tasks, policy, seed, advance)
    return [
        prefix
        for (name, level, _), each in zip(tasks, played, strict=True)
        for prefix in follow(source.environments[name, level], each.trajectory, settings.max_turns).prefixes
    ]


def prefix_rows(source: EpisodeSource, prefixes: Sequence[Prefix]) -> list[dict[str, Any]]:
    """*prefixes* as rows of `rollout_trainer`."""
    rows = []
    for prefix in prefixes:
        row = source.row(prefix.bundle, prefix.level, prefix.task.id)
        rows.append(row | {"prompt": chat_form(prefix.messages)})
    return rows


def preferences(
    source: EpisodeSource,
    prefixes: Sequence[Prefix],
    policy: Policy,
    settings: PairsSection,
    seed: int,
    labelled: bool,
) -> list[dict[str, Any]]:
    """Turns that *policy* takes at *prefixes*, compared by what they earn: pairs for DPO, or *labelled* for KTO."""
    by_level: dict[tuple[str, str], list[Prefix]] = {}
    for prefix in {prefix.key: prefix for prefix in prefixes}.values():
        by_level.setdefault((prefix.bundle, prefix.level), []).append(prefix)
    actors = [policy] * settings.candidates
    turns = [
        turn
        for key, own in by_level.items()
        for turn in sampled(source.environments[key], own, actors, mode=settings.reward, seed=seed)
    ]
    if labelled:
        return list(kto_rows(source.environments, turns))
    return list(preference_rows(source.environments, turns, settings.gap))
