"""The study's pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib import pyplot

from toolwright.trainer.plot import curve, plain_axes

from .results import Cell, Results, curves
from .train import Place

_COLOURS: Final = ("#2563a8", "#c8641b", "#2e7d4f", "#7b4fa3", "#b0342f")
_INK: Final = "#333333"


def draw_arms(results: Results, says: Mapping[str, str], cells: Sequence[tuple[str, Cell]], path: Path) -> None:
    """Every arm's measures with their intervals: one panel a measure, the arms beneath each other."""
    figure, panels = pyplot.subplots(1, len(cells), figsize=(3.4 * len(cells) + 3, 0.36 * len(says) + 1.2), sharey=True)
    names = list(says)
    for axes, (title, cell) in zip(panels, cells, strict=True):
        for place, arm in enumerate(names):
            found = results.estimate(arm, cell)
            axes.plot([found.low, found.high], [place, place], color=_COLOURS[0], linewidth=2)
            axes.plot([found.mean], [place], "o", color=_COLOURS[0], markersize=5)
            each = results.values(arm, cell).mean(axis=1)
            axes.plot(each, [place] * len(each), "|", color=_INK, alpha=0.5, markersize=9)
        axes.set(title=title, xlim=(-0.02, 1.02))
        axes.title.set_fontsize(9)
        plain_axes(axes)
        axes.grid(axis="x", alpha=0.25)
    panels[0].set_yticks(range(len(names)), [says[name].replace("`", "") for name in names], fontsize=8)
    panels[0].invert_yaxis()
    _save(figure, path)


def draw_curves(place: Place, says: Mapping[str, str], seeds: Sequence[int], path: Path) -> None:
    """Solve-F1 and answer accuracy of the rollouts while arms train, means over the seeds."""
    figure, panels = pyplot.subplots(1, 2, figsize=(11, 3.8))
    for axes, (measure, title) in zip(panels, (("solve_f1", "Solve-F1"), ("answer", "answer accuracy")), strict=True):
        for colour, (arm, said) in zip(_COLOURS, says.items(), strict=False):
            curve(axes, curves(place, arm, seeds, measure), said.replace("`", ""), colour)
        axes.set(title=f"{title} of sampled rollouts, training tasks", xlabel="step", ylim=(0, 1.02))
        if axes.lines:
            axes.legend(frameon=False, loc="lower right", fontsize=8)
        plain_axes(axes)
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
