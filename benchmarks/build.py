"""What a build takes, cold and after changes, and how it grows with the number of tasks.

A world of five entities and 400 rows, tasks of all four kinds by `explore`, five levels, proofs included. Everything is
run as users run it, by `toolwright build` with a cache of its own: seconds of the clock and of processors, and the
seconds of processors as a ratio to a floor of the same run, a bare run of all golden calls of all levels.

    python -m benchmarks.build                  # 2,000 tasks: cold, nothing changed, a comment, cells
    python -m benchmarks.build --growth         # cold builds of 250 to 4,000 tasks
"""

from __future__ import annotations

import argparse
import csv
import io
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

from toolwright.runtime import Bundle

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
    # As users have it: the interpreter keeps the bytecode of what it imports.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {**kept, "TOOLWRIGHT_CACHE": str(folder / "cache")}
    started, used = time.perf_counter(), _children()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return Build(time.perf_counter() - started, _children() - used, json.loads(done.stdout))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def floor(folder: Path) -> float:
    """Seconds of processors that a bare run of all golden calls takes, at all levels of the bundle in *folder*."""
    bundle = Bundle.load(next((folder / "out").iterdir()))
    spent = 0.0
    for name in bundle.level_names:
        machine = bundle.environment(name).machine
        calls = [(s.tool, json.dumps(s.arguments)) for task in bundle.level(name).tasks.values() for s in task.steps]
        world = machine.world()
        begin = time.process_time()
        for tool, arguments in calls:
            machine.call(world, tool, arguments)
        spent += time.process_time() - begin
    return spent


def changes(tasks: int, options: Sequence[str]) -> None:
    """A cold build, and builds after changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec, table = folder / "w.tool", folder / "countries.csv"
        text, rows = _with_table(world(tasks))
        table.write_text(rows)
        bare = 0.0
        for title, path, content in (
            ("cold", spec, text),
            ("nothing changed", spec, text),
            ("a comment changed", spec, f"# A comment.\n\n{text}"),
            ("a number changed", table, _changed(rows, 10, "population", "1777771")),
            ("and back", table, rows),
            ("a name changed", table, _changed(rows, 10, "name", "Land of Change")),
        ):
            path.write_text(content)
            made = build(folder, *options)
            bare = bare or floor(folder)
            _print(title, made, bare)


def growth(options: Sequence[str]) -> None:
    """Cold builds of more and more tasks."""
    for tasks in GROWTH:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "w.tool").write_text(world(tasks))
            made = build(Path(name), *options)
            _print(f"{tasks} tasks", made, floor(Path(name)))
        print(f"{'':>20}  {1000 * made.processor_seconds / tasks:.1f} ms of processors a task", flush=True)


def _with_table(text: str) -> tuple[str, str]:
    """The world with the rows of one entity in a table beside it, and that table, so that one cell can be changed."""
    start = text.index("data Country generate ")
    head, _, tail = text[start:].partition("\n}\n")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    lines = ["code,name,population,area_km2,currency"]
    for i in range(int(head.split()[3])):
        a, b = letters[i % 26], letters[(7 * i + 3) % 26]
        name = f"Land of {a}{b.lower()}{a.lower()}{b.lower()}ia"
        lines.append(f"{a}{b}X,{name},{1_000_000 + 77_777 * i},{5000 + 911 * i},{b}{a}C")
    return f'{text[:start]}data Country from "countries.csv"\n{tail}', "\n".join(lines) + "\n"


def _changed(table: str, row: int, column: str, value: str) -> str:
    """*table* with another value in one cell."""
    rows = list(csv.DictReader(io.StringIO(table)))
    rows[row][column] = value
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _print(title: str, made: Build, bare: float) -> None:
    proofs = made.said.get("proofs", {"all": 0, "known": 0})
    anew = f"proved {proofs['all'] - proofs['known']:,} of {proofs['all']:,} parts" if proofs["all"] else "nothing made"
    ratio = f"{made.processor_seconds / bare:6.1f} × the floor of {bare:.2f} s"
    load = f"load {os.getloadavg()[0]:.1f}"
    used = f"{made.seconds:6.2f} s, {made.processor_seconds:6.2f} s of processors"
    print(f"{title:>20}  {used} ({ratio})  {anew}  {load}", flush=True)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--growth", action="store_true", help="cold builds of 250 to 4,000 tasks")
    parser.add_argument("--jobs", help="as for `toolwright build`")
    asked = parser.parse_args()
    options = ["--jobs", asked.jobs] if asked.jobs else []
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    growth(options) if asked.growth else changes(asked.tasks, options)


if __name__ == "__main__":
    main()
