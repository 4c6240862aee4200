"""A small scenario with its data, to be edited and built many times."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..conftest import ROOT

SPEC = "city_population"


def small_project(folder: Path, rows: int = 12) -> None:
    """Make *folder* one: a shipped scenario with few rows of its table."""
    shutil.copytree(ROOT / "specs" / SPEC, folder, dirs_exist_ok=True)
    table = folder / "data" / "cities.csv"
    head, *lines = table.read_text().splitlines(keepends=True)
    named = [line for line in lines if line.startswith("oslo,")]
    table.write_text("".join([head, *named, *[line for line in lines if line not in named][: rows - 1]]))


def edit(path: str | Path, old: str, new: str) -> None:
    """Change one place of a file."""
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new, 1))
