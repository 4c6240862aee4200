"""The change by layer and module as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

from .compare import Comparison
from .measure import Sums

_PANELS: Final[tuple[tuple[str, Callable[[Sums], float | None]], ...]] = (
    ("norm of the change / norm before", lambda sums: sums.relative),
    ("share of elements that changed", lambda sums: sums.changed_share),
)
_OUTSIDE: Final = "outside"
_MOST_LABELS: Final = 40


def heatmap(comparison: Comparison, path: Path, title: str) -> None:
    """Draw layers from below (the first) to above, modules from left to right. Raises OSError."""
    modules = comparison.modules
    inside = {(each.layer, each.module) for each in comparison.changes}
    rows: list[int | None] = [*([None] if any(layer is None for layer, _ in inside) else []), *comparison.layers]
    cells = {place: _sums(comparison, place) for place in inside}
    width = 1.8 + 0.62 * len(modules)
    figure, panels = pyplot.subplots(
        1, len(_PANELS), figsize=(len(_PANELS) * width, 1.9 + 0.3 * len(rows)), layout="constrained", squeeze=False
    )
    for axes, (name, measure) in zip(panels[0], _PANELS, strict=True):
        values = [
            [_or_nan(measure(cells[row, module])) if (row, module) in cells else float("nan") for module in modules]
            for row in rows
        ]
        _panel(axes, values, rows, modules, name)
    figure.suptitle(title)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def _sums(comparison: Comparison, place: tuple[int | None, str]) -> Sums:
    layer, module = place
    if layer is not None:
        return comparison.sums(layer=layer, module=module)
    outside = [each.sums for each in comparison.changes if each.layer is None and each.module == module]
    return sum(outside[1:], outside[0])


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _panel(axes: Any, values: list[list[float]], rows: list[int | None], modules: list[str], name: str) -> None:
    shown = axes.imshow(values, aspect="auto", origin="lower", cmap="viridis", vmin=0.0)
    axes.set_xticks(range(len(modules)), modules, rotation=45, ha="right")
    every = max(1, len(rows) // _MOST_LABELS)
    labels = [_OUTSIDE if row is None else str(row) for row in rows]
    axes.set_yticks(range(0, len(rows), every), labels[::every])
    axes.set(title=name, ylabel="layer")
    axes.set_facecolor("#f2f2f2")
    if len(rows) * len(modules) <= 200:
        flat = [value for row in values for value in row if value == value]
        middle = max(flat, default=0.0) / 2
        for y, row in enumerate(values):
            for x, value in enumerate(row):
                if value == value:
                    colour = "white" if value <= middle else "black"
                    axes.text(x, y, f"{value:.2g}", ha="center", va="center", fontsize=6.5, color=colour)
    axes.figure.colorbar(shown, ax=axes, shrink=0.9)
