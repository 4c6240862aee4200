"""An evaluation as a picture: measures by group, a bar for each policy, with intervals (extra `train`)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any, Final

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

from toolwright.runtime.writing import write_whole

from .measures import TITLES
from .table import OVERALL, Table

_DRAWN: Final = ("solve_f1", "solve_p", "solve_r", "answer")
_COLOURS: Final = ("#2563a8", "#c8641b", "#2e7d4f", "#8a4fa3", "#7a6a1f", "#b9bec6")
_INK: Final = "#333333"
_WIDEST: Final = 11
"""Characters of a group's name on one line."""


def draw(tables: Mapping[str, Table], path: Path, *, title: str = "") -> None:
    """Draw *tables* by their labels, as the path's ending says (PNG, SVG, PDF).

    Raises OSError where it cannot be written, ValueError for an ending that matplotlib does not know.
    """
    groups = list(dict.fromkeys(row.kind for table in tables.values() for row in table.rows))
    groups = [*(group for group in groups if group != OVERALL), OVERALL]
    width = max(4.0, 0.45 * len(groups) * max(2, len(tables)))
    figure, panels = pyplot.subplots(2, 2, figsize=(2 * width + 1.5, 7.2), sharey=True, squeeze=False)
    for axes, measure in zip(panels.flat, _DRAWN, strict=True):
        _panel(axes, tables, groups, measure)
    handles, labels = panels[0][0].get_legend_handles_labels()
    if len(tables) > 1:
        figure.legend(handles, labels, frameon=False, ncols=min(4, len(labels)), loc="lower center")
    figure.suptitle(title or "Evaluation, in percent, with 95 % intervals", fontsize=11, x=0.01, ha="left")
    figure.tight_layout(rect=(0, 0.06 if len(tables) > 1 else 0, 1, 1))
    form = path.suffix.removeprefix(".").lower() or "png"
    picture = BytesIO()
    try:
        figure.savefig(picture, dpi=120, format=form)
    finally:
        pyplot.close(figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, picture.getvalue())


def _panel(axes: Any, tables: Mapping[str, Table], groups: list[str], measure: str) -> None:
    width = 0.8 / len(tables)
    for index, (label, table) in enumerate(tables.items()):
        rows = {row.kind: row.measures[measure] for row in table.rows}
        shown = [(place, estimate) for place, group in enumerate(groups) if (estimate := rows.get(group)) is not None]
        places = [place + (index - (len(tables) - 1) / 2) * width for place, _ in shown]
        means = [100 * estimate.mean for _, estimate in shown]
        below = [100 * max(0.0, estimate.mean - estimate.low) for _, estimate in shown]
        above = [100 * max(0.0, estimate.high - estimate.mean) for _, estimate in shown]
        axes.bar(places, means, 0.92 * width, color=_COLOURS[index % len(_COLOURS)], label=label)
        axes.errorbar(places, means, yerr=[below, above], fmt="none", ecolor=_INK, elinewidth=1)
    axes.axvline(len(groups) - 1.5, color=_INK, linewidth=0.6, alpha=0.5)
    axes.set_xticks(range(len(groups)), [_folded(group) for group in groups], fontsize=8)
    axes.set_title(TITLES[measure], loc="left", fontsize=10)
    axes.set_ylim(0, 105)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="y", alpha=0.25)


def _folded(name: str) -> str:
    """*name* in words, over several lines."""
    return fill(name.replace("_", " "), _WIDEST, break_long_words=False)
