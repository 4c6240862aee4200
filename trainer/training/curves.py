"""Learning curves of a run as PNG: one row of axes a leg."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from matplotlib import pyplot

from ..plot import curve, plain_axes

_SHOWN: Final = (
    ("loss", "loss", "#333333"),
    ("reward", "reward", "#c8641b"),
    ("solve_f1", "Solve-F1", "#2563a8"),
    ("answer", "answer accuracy", "#2e7d4f"),
    ("rewards/accuracies", "preference accuracy", "#7b4fa3"),
)


def draw(events: Sequence[dict[str, Any]], names: Sequence[str], path: Path) -> None:
    """Draw the figures of the legs *names*: the loss on the left, what is between 0 and 1 on the right."""
    figure, rows = pyplot.subplots(len(names), 2, figsize=(11, 3.4 * len(names)), squeeze=False)
    for name, (loss, shares) in zip(names, rows, strict=True):
        own = [event for event in events if event["stage"] == name]
        for measure, label, colour in _SHOWN:
            axes = loss if measure == "loss" else shares
            curve(axes, [(each["step"], each[measure]) for each in own if measure in each], label, colour)
        loss.set(title=name, xlabel="step", ylabel="loss")
        shares.set(xlabel="step", ylim=(-0.05, 1.05))
        if shares.lines:
            shares.legend(frameon=False, loc="lower right", fontsize=8)
        plain_axes(loss)
        plain_axes(shares)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
