"""A dataset's folder: Parquet files by split, what can be said about them, and a card that `datasets` reads.

It holds `train.parquet`, `test.parquet` where a share is held out, `report.json`, `traces.json` and `README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from toolwright.runtime.writing import whole_folder

from .overlap import TRACES
from .parquet import write_parquet
from .prepare import TEST, TRAIN, Prepared
from .report import DatasetReport, dataset_report
from .tables import FORMATS

_REPORT: Final = "report.json"
_CARD: Final = "README.md"


def write_dataset(
    folder: Path, form: str, prepared: Prepared, count_tokens: Callable[[str], int] | None = None
) -> dict[str, DatasetReport]:
    """Write the splits of one format that hold rows to *folder*, all or nothing; returns their reports. Raises OSError.

    An empty one has no file, since `datasets` opens none without rows. What an earlier export held out, and may be
    among what this one trains on, is gone.
    """
    reports = {}
    with whole_folder(folder, (*map(_rows, (TRAIN, TEST)), _REPORT, TRACES, _CARD)) as new:
        for name, rows in prepared.splits.items():
            if not rows:
                continue
            write_parquet(new / _rows(name), rows, FORMATS[form])
            reports[name] = dataset_report(rows, count_tokens)
        _write(new / _REPORT, json.dumps(report_json(reports, prepared), sort_keys=True, indent=1) + "\n")
        _write(new / TRACES, json.dumps(prepared.traces.to_json(), sort_keys=True) + "\n")
        _write(new / _CARD, _card(form, reports))
    return reports


def _rows(split: str) -> str:
    """The file of a split."""
    return f"{split}.parquet"


def report_json(reports: Mapping[str, DatasetReport], prepared: Prepared) -> dict[str, Any]:
    """What `report.json` holds: figures by split, what is shared with others, how many rows were left out."""
    splits = {name: report.to_json() for name, report in reports.items()}
    shared = {name: each.to_json() for name, each in prepared.shared.items()}
    return {"splits": splits, "shared": shared, "left_out": prepared.left_out}


def _card(form: str, reports: Mapping[str, DatasetReport]) -> str:
    files = "\n".join(f"  - split: {name}\n    path: {_rows(name)}" for name in reports)
    lines = [f"| {name} | {r.rows:,} | {r.tasks:,} | {r.duplicates:,} |" for name, r in reports.items()]
    bundles = sorted({name for report in reports.values() for name in report.bundles})
    return "\n".join(
        [
            f"---\nconfigs:\n- config_name: default\n  data_files:\n{files}\n---",
            f"# Rows of format `{form}`",
            f"Made from the bundles {', '.join(f'`{name}`' for name in bundles)}." if bundles else "",
            "| split | rows | tasks | duplicates |\n| --- | ---: | ---: | ---: |",
            *lines,
            "",
            "Columns: " + ", ".join(f"`{name}`" for name in FORMATS[form]) + ".",
            "",
        ]
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
