"""Datasets: from trajectories to rows that models are trained on, and what can be said about such rows.

`prefixes` cuts trajectories where the model must act, `turns` scores turns at a prefix, `rows` makes the rows of each
format, `tables` says what columns they have, `parquet` writes them (extra `data`), `ftrl` reads and writes the rows of
the paper's data, `report` counts, and `overlap` finds what two datasets share.
"""

from .overlap import Overlap, overlap
from .prefixes import Followed, Prefix, follow
from .report import DatasetReport, dataset_report
from .rows import episode_row, kto_rows, preference_rows, prefix_row, sft_row, task_row
from .turns import Candidate, candidates, sampled

__all__ = [
    "Candidate",
    "DatasetReport",
    "Followed",
    "Overlap",
    "Prefix",
    "candidates",
    "dataset_report",
    "episode_row",
    "follow",
    "kto_rows",
    "overlap",
    "preference_rows",
    "prefix_row",
    "sampled",
    "sft_row",
    "task_row",
]
