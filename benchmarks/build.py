"""What a build takes, cold and after changes, and how it grows with the number of tasks.

A world of five entities and 400 rows, tasks of all four kinds by `explore`, five levels, proofs included. Everything is
run as users run it, by `toolwright build` with a cache of its own; seconds of the clock and of processors.

    python -m benchmarks.build                  # 2,000 tasks: cold, nothing changed, a comment, a cell
    python -m benchmarks.build --growth         # cold builds of 250 to 4,000 tasks
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .worlds import world

GROWTH = (250, 500, 1000, 2000, 4000)


@dataclass(frozen=True)
class Build:
    """One build and what it took."""

    seconds: float
    processor_seconds: float
    said: dict[str, Any]


def build(folder: Path, *options: str) -> Build:
    """Build the scenario in *folder*."""
    command = [sys.executable, "-m", "toolwright", "build", "w.tool", "-o", "out", "--json", *options]
    env = {**os.environ, "TOOLWRIGHT_CACHE": str(folder / "cache")}
    started, used = time.perf_counter(), _children()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return Build(time.perf_counter() - started, _children() - used, json.loads(done.stdout))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def changes(tasks: int, options: Sequence[str]) -> None:
    """A cold build, and builds after changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec = folder / "w.tool"
        text = _with_table(world(tasks), folder)
        spec.write_text(text)
        rows = (folder / "countries.csv").read_text()
        for title, path, content in (
            ("cold", spec, text),
            ("nothing changed", spec, text),
            ("a comment changed", spec, f"# A comment.\n\n{text}"),
            ("one cell changed", folder / "countries.csv", rows.replace(",100000\n", ",100001\n", 1)),
            ("and back", folder / "countries.csv", rows),
        ):
            path.write_text(content)
            _print(title, build(folder, *options))


def growth(options: Sequence[str]) -> None:
    """Cold builds of more and more tasks."""
    for tasks in GROWTH:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "w.tool").write_text(world(tasks))
            made = build(Path(name), *options)
        _print(f"{tasks} tasks", made)
        print(f"{'':>20}  {1000 * made.processor_seconds / tasks:.1f} ms of processors a task", flush=True)


def _with_table(text: str, folder: Path) -> str:
    """The world with the rows of one entity in a table beside it, so that one cell can be changed."""
    start = text.index("data Country generate ")
    head, _, tail = text[start:].partition("\n}\n")
    count = int(head.split()[3])
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    lines = ["code,name,population,area_km2,currency\n"]
    for i in range(count):
        a, b = letters[i % 26], letters[(7 * i + 3) % 26]
        people = 100_000 if i == count - 1 else 1_000_000 + 77_777 * i
        lines.append(f"{a}{b}X,Land of {a}{b.lower()}{a.lower()}{b.lower()}ia,{people},{5000 + 911 * i},{b}{a}C\n")
    swapped = [line.split(",") for line in lines]
    order = (0, 1, 3, 4, 2)  # the population stands last
    table = [",".join(row[k].strip() for k in order) + "\n" for row in swapped]
    (folder / "countries.csv").write_text("".join(table))
    return f'{text[:start]}data Country from "countries.csv"\n{tail}'


def _print(title: str, made: Build) -> None:
    proofs = made.said.get("proofs", {"all": 0, "known": 0})
    again = (
        f"proved {proofs['all'] - proofs['known']:,} of {proofs['all']:,} parts" if proofs["all"] else "nothing made"
    )
    print(f"{title:>20}  {made.seconds:6.2f} s, {made.processor_seconds:6.2f} s of processors  {again}", flush=True)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--growth", action="store_true", help="cold builds of 250 to 4,000 tasks")
    parser.add_argument("--jobs", help="as for `toolwright build`")
    asked = parser.parse_args()
    options = ["--jobs", asked.jobs] if asked.jobs else []
    growth(options) if asked.growth else changes(asked.tasks, options)


if __name__ == "__main__":
    main()
