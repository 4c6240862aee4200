"""The rewards by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from toolwright.runtime import ScoredTurn, Task

from .ftrl import ftrl_f1, ftrl_pr, ftrl_precision, ftrl_rate
from .solve import solve_f1

Mode: TypeAlias = Callable[[Task, Sequence[ScoredTurn]], list[float]]
"""From a task and the scored turns of one attempt at it to one reward a turn."""


def _solve_f1(task: Task, turns: Sequence[ScoredTurn]) -> list[float]:
    """`solve_f1` in the form that all modes share: it needs nothing of the task."""
    return [solve_f1(turn) for turn in turns]


MODES: Final[Mapping[str, Mode]] = MappingProxyType(
    {
        "solve_f1": _solve_f1,
        "ftrl_f1": ftrl_f1,
        "ftrl_precision": ftrl_precision,
        "ftrl_rate": ftrl_rate,
        "ftrl_pr": ftrl_pr,
    }
)
"""Reward name to its function."""
