"""The rewards by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from toolwright.runtime import RewardSettings, ScoredTurn, Task

from .ftrl import ftrl_f1, ftrl_pr, ftrl_precision, ftrl_rate
from .solve import solve_f1

Mode: TypeAlias = Callable[[Task, Sequence[ScoredTurn], RewardSettings], list[float]]
"""From a task, the scored turns of one attempt at it and its bundle's settings to one reward a turn."""


def _solve_f1(_task: Task, turns: Sequence[ScoredTurn], settings: RewardSettings) -> list[float]:
    return [solve_f1(turn, settings) for turn in turns]


def _compared(reward: Callable[[Task, Sequence[ScoredTurn]], list[float]]) -> Mode:
    """A reward of the reference in the form that all share: a bundle's settings do not touch it."""
    return lambda task, turns, _settings: reward(task, turns)


MODES: Final[Mapping[str, Mode]] = MappingProxyType(
    {
        "solve_f1": _solve_f1,
        "ftrl_f1": _compared(ftrl_f1),
        "ftrl_precision": _compared(ftrl_precision),
        "ftrl_rate": _compared(ftrl_rate),
        "ftrl_pr": _compared(ftrl_pr),
    }
)
"""Reward name to its function."""
