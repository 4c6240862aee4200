"""A comparison as CSV, as JSON and as tables for the terminal."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from .compare import Comparison, ranking
from .measure import Change, Sums
from .spectrum import TOP

if TYPE_CHECKING:
    from rich.table import Table

_RANKED: Final = 10
COLUMNS: Final = (
    "tensor", "layer", "module", "shape", "elements", "norm_before", "norm_change", "relative", "mean_absolute",
    "largest", "changed_share", "beyond_step_share", "cosine", "effective_rank", "top_share",
)  # fmt: skip
"""Of the CSV: a row a tensor. `top_share` is that of the 8 largest singular directions."""


def to_csv(comparison: Comparison) -> str:
    """A line for each tensor under a line of names; what means nothing for a tensor is left empty."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in comparison.changes:
        writer.writerow(_row(each))
    return out.getvalue()


def to_json(comparison: Comparison) -> dict[str, Any]:
    """All tensors, and their sums by module, by layer and in all."""
    return {
        "tensors": [_row(each) for each in comparison.changes],
        "modules": {module: _sums(comparison.sums(module=module)) for module in comparison.modules},
        "layers": {str(layer): _sums(comparison.sums(layer=layer)) for layer in comparison.layers},
        "all": _sums(comparison.sums()),
        "only_before": list(comparison.only_before),
        "only_after": list(comparison.only_after),
    }


def render(comparison: Comparison) -> list[Table]:
    """Tables by module, and of the tensors that changed most."""
    from rich.table import Table

    heads = ("elements", "change / before", "mean |change|", "changed", "beyond a bf16 step", "cosine")
    modules = Table(title="change by module", title_justify="left")
    modules.add_column("module", no_wrap=True)
    for head in heads:
        modules.add_column(head, justify="right")
    for module in comparison.modules:
        modules.add_row(module, *_cells(comparison.sums(module=module)))
    modules.add_section()
    modules.add_row("all", *_cells(comparison.sums()))
    most = Table(title=f"the {_RANKED} tensors that changed most", title_justify="left")
    most.add_column("tensor", no_wrap=True, overflow="ellipsis")
    for head in ("change / before", "changed", "effective rank", f"in {TOP} directions"):
        most.add_column(head, justify="right")
    for each in (each for each in ranking(comparison.changes)[:_RANKED] if each.sums.changed):
        rank, share = (
            ("", "")
            if each.spectrum is None
            else (_short(each.spectrum.effective_rank), _percent(each.spectrum.top_share))
        )
        most.add_row(each.name, _short(each.sums.relative), _percent(each.sums.changed_share), rank, share)
    return [modules, most]


def _cells(sums: Sums) -> tuple[str, ...]:
    cosine = "" if sums.cosine is None else f"{sums.cosine:.6f}"
    return (
        f"{sums.elements:,}",
        _short(sums.relative),
        _short(sums.mean_absolute),
        _percent(sums.changed_share),
        _percent(sums.beyond_step_share),
        cosine,
    )


def _row(change: Change) -> dict[str, Any]:
    spectrum = change.spectrum
    return {
        "tensor": change.name,
        "layer": change.layer,
        "module": change.module,
        "shape": "x".join(map(str, change.shape)),
        **_sums(change.sums),
        "effective_rank": spectrum and spectrum.effective_rank,
        "top_share": spectrum and spectrum.top_share,
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "elements": sums.elements,
        "norm_before": sums.before**0.5,
        "norm_change": sums.change**0.5,
        "relative": sums.relative,
        "mean_absolute": sums.mean_absolute,
        "largest": sums.largest,
        "changed_share": sums.changed_share,
        "beyond_step_share": sums.beyond_step_share,
        "cosine": sums.cosine,
    }


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"
