"""Learning curves of a run as PNG: one row of axes a leg."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib import pyplot

from ..plot import LINES, curve, plain_axes

_SHARES: Final = (
    ("reward", "reward", "#c8641b"),
    ("solve_f1", "Solve-F1", "#2563a8"),
    ("answer", "answer accuracy", "#2e7d4f"),
    ("rewards/accuracies", "preference accuracy", "#7b4fa3"),
)
"""What is at most 1: name, label and colour."""


def draw(events: Sequence[dict[str, Any]], names: Sequence[str], path: Path) -> None:
    """Draw the figures of the legs *names*: the loss on the left; on the right what is at most 1, if any."""
    figure = pyplot.figure(figsize=(11, 3.2 * len(names) + 0.3), layout="constrained")
    grid = figure.add_gridspec(len(names), 2)
    for row, name in enumerate(names):
        own = [event for event in events if event["stage"] == name]
        shares = [each for each in _SHARES if any(each[0] in event for event in own)]
        loss = figure.add_subplot(grid[row, 0] if shares else grid[row, :])
        curve(loss, _points(own, "loss"), "loss", "#333333")
        loss.set(title=name, xlabel="step", ylabel="loss")
        plain_axes(loss)
        if shares:
            _draw_shares(figure.add_subplot(grid[row, 1]), own, shares)
    figure.supxlabel(LINES, fontsize=8, color="#666666")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def _draw_shares(axes: Any, events: Sequence[dict[str, Any]], shares: Sequence[tuple[str, str, str]]) -> None:
    lowest = 0.0
    for measure, label, colour in shares:
        points = _points(events, measure)
        lowest = min([lowest, *(value for _, value in points)])
        curve(axes, points, label, colour)
    # A reward may be below 0.
    axes.set(xlabel="step", ylim=(lowest - 0.05, 1.05))
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    plain_axes(axes)


def _points(events: Sequence[dict[str, Any]], measure: str) -> list[tuple[float, float]]:
    return [(event["step"], event[measure]) for event in events if measure in event]
