"""Learning curves as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

from .logs import StepLog
from .recipe import Report

SMOOTHING = 10
"""Steps whose mean is drawn over the single steps, half of them on either side, so that it does not lag; fewer where
the whole curve is short.
"""
LINES = "pale: each step; bold: the mean of the steps around it"
"""What the two lines of a curve are."""
_INK, _BLUE, _ORANGE, _GREEN = "#333333", "#2563a8", "#c8641b", "#2e7d4f"


def learning_curve(report: Report, path: Path) -> None:
    """Draw a recipe's run: SFT loss, GRPO's reward and Solve-F1 in training, held-out Solve-F1 per stage."""
    figure, (loss, reward, bars) = pyplot.subplots(1, 3, figsize=(15, 4.4), width_ratios=[1, 1.2, 1.3])
    curve(loss, _logged(report.sft_log, "loss"), "loss", _INK)
    loss.set(title="SFT on demonstrations", xlabel="step", ylabel="loss on the model's own tokens")
    for name, label, colour in (
        ("solve_f1", "Solve-F1", _BLUE),
        ("reward", "episode reward", _ORANGE),
        ("answer", "answer accuracy", _GREEN),
    ):
        curve(reward, _logged(report.grpo_log, name), label, colour)
    reward.set(title="GRPO on whole episodes (sampled, training tasks)", xlabel="step", ylim=(0, 1))
    reward.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, fontsize=8)
    figure.supxlabel(LINES, fontsize=8, color="#666666")
    _stages(bars, report)
    for axes in (loss, reward, bars):
        plain_axes(axes)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def plain_axes(axes: Any) -> None:
    """Axes without a frame, with pale lines to read values by."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)


def curve(axes: Any, points: Sequence[tuple[float, float]], label: str, colour: str) -> None:
    """Draw (step, value) pairs and what they are `smoothed`; nothing where there are none."""
    if not points:
        return
    steps, values = zip(*points, strict=True)
    axes.plot(steps, values, color=colour, alpha=0.3, linewidth=0.8)
    axes.plot(steps, smoothed(values), color=colour, linewidth=2, label=label, marker="." if len(points) == 1 else None)


def smoothed(values: Sequence[float]) -> list[float]:
    """The mean of the values around each: as many on either side, where there are so many."""
    reach = min(SMOOTHING // 2, len(values) // 10)
    return [fmean(values[max(0, place - reach) : place + reach + 1]) for place in range(len(values))]


def _logged(log: Sequence[StepLog], name: str) -> list[tuple[float, float]]:
    return [(entry.step, entry.values[name]) for entry in log if name in entry.values]


def _stages(axes: Any, report: Report) -> None:
    kinds = [row.kind for row in report.stages[-1].greedy.rows]
    width = 0.8 / len(report.stages)
    for index, (stage, colour) in enumerate(zip(report.stages, ("#b9bec6", _ORANGE, _BLUE), strict=False)):
        estimates = [stage.greedy.row(kind).measures["solve_f1"] for kind in kinds]
        means = [e.mean if e else 0.0 for e in estimates]
        below = [e.mean - e.low if e else 0.0 for e in estimates]
        above = [e.high - e.mean if e else 0.0 for e in estimates]
        places = [i + (index - 1) * width for i in range(len(kinds))]
        axes.bar(places, means, width, color=colour, label=stage.name)
        axes.errorbar(places, means, yerr=[below, above], fmt="none", ecolor=_INK, elinewidth=1)
    axes.set_xticks(range(len(kinds)), [kind.replace("_", "\n") for kind in kinds], fontsize=8)
    axes.set(title="Held-out Solve-F1 (greedy, 95 % intervals)", ylim=(0, 1.2))
    axes.legend(frameon=False, ncols=3, loc="upper center", fontsize=8)
