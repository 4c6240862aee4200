"""What is measured of an episode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from toolwright.runtime import Score


def _malformed(score: Score) -> float | None:
    bad = sum(call.malformed for turn in score.turns for call in turn.calls)
    return bad / score.calls if score.calls else None


MEASURES: Final[Mapping[str, Callable[[Score], float | None]]] = {
    "solve_p": lambda score: score.precision,
    "solve_r": lambda score: score.recall,
    "solve_f1": lambda score: score.f1,
    "answer": lambda score: float(score.answer_correct),
    "goal": lambda score: None if score.goal_reached is None else float(score.goal_reached),
    "malformed": _malformed,
    "calls": lambda score: float(score.calls),
}
"""Measure to its value for one episode; None where it does not apply. Solve-P is 1 for an episode without
calls, as in the paper: it rewards passivity, so it is never shown without the others. `malformed` is the share of
calls whose arguments were no JSON, over episodes with calls."""


def measured(bundle: str, level: str, task: str, score: Score) -> dict[str, Any]:
    """One episode as plain data: what was played, and every measure of it."""
    values = {name: measure(score) for name, measure in MEASURES.items()}
    return {"bundle": bundle, "level": level, "task": task, "measures": values}


TITLES: Final[Mapping[str, str]] = {
    "solve_p": "Solve-P",
    "solve_r": "Solve-R",
    "solve_f1": "Solve-F1",
    "answer": "answer",
    "goal": "goal",
    "malformed": "malformed",
    "calls": "calls",
}
"""Measure to its heading."""

COUNTED: Final = frozenset({"calls"})
"""Measures that are numbers a task; all others are shares."""
