"""The language: lines parsed a second beside lark's own bare parse, and `toolwright check` as a whole process.

python -m benchmarks.language

Parsing is measured in CPU time on the shipped scenarios, repeated: into our nodes with comments collected, and by
lark's LALR parser over the same grammar into its generic trees without positions. Lark is shown with the garbage
collector running, as it comes, and paused, as our parser pauses it.

`check` is measured in fresh processes on a project of 10,000 lines (`benchmarks/project.py`) and on one shipped
scenario: cold with an empty cache, warm with what the cold run has kept. Byte code is kept, as it is for every
installed program.

What made it fast, of the 740 ms that 8,665 lines took at first (lark's bare parse: 365 ms): tables that are read (3 ms)
instead of made from the grammar (450 ms more, once); chains of rules of one part followed once (the twelve levels of
an expression); blanks and tokens in one match; no lines and columns for tokens; nodes and spans whose being frozen
only the type checker guards (100 ms); one look at depth that skips what is short instead of two that do not (150 ms);
the collector paused (80 ms). Checking the project: texts parsed once for all files that import them (half its time).
"""

from __future__ import annotations

import gc
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.project import write_project
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.generate_tables import analyse
from toolwright.dsl.syntax.parse import parse
from toolwright.dsl.syntax.tables import grammar_text

ROOT = Path(__file__).parent.parent
LINES, ROUNDS, RUNS = 10_000, 7, 5


def main() -> None:
    """Print everything."""
    parsing()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_project(folder / "project", LINES)
        print()
        checking(f"check, {lines:,} lines", folder, folder / "project")
        checking("check, one scenario", folder, ROOT / "specs" / "city_population")


def parsing() -> None:
    """Print lines a second of our parser and of lark's."""
    shipped = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs").rglob("*.tool"))]
    once = re.sub(r"(?m)^edition 1$", "", "\n".join(shipped))
    text = once * (1 + LINES // once.count("\n"))
    lines = text.count("\n")
    lark = analyse(grammar_text())
    assert not parse(Source("text", text)).diagnostics
    ours = lines / best(lambda: parse(Source("text", text)))
    bare = lines / best(lambda: lark.parse(text, start="start"))
    gc.disable()
    paused = lines / best(lambda: lark.parse(text, start="start"))
    gc.enable()
    print(f"parse, {lines:,} lines{'lines/s':>25}")
    print(f"lark, bare trees              {bare:12,.0f}   1.00")
    print(f"lark, collector paused        {paused:12,.0f}   {paused / bare:.2f}")
    print(f"ours, nodes and comments      {ours:12,.0f}   {ours / bare:.2f}")


def best(run: Callable[[], object]) -> float:
    """Seconds of CPU time in the best of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def checking(name: str, folder: Path, specs: Path) -> None:
    """Print the seconds that `toolwright check` takes on *specs*; what it keeps goes to *folder*."""
    kept = folder / "cache"
    env = {**os.environ, "TOOLWRIGHT_CACHE": str(kept), "PYTHONPYCACHEPREFIX": str(folder / "code")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "toolwright", "check", str(specs)]

    def run() -> tuple[float, float]:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    run()
    for state in ("cold", "warm"):
        times = []
        for _ in range(RUNS):
            if state == "cold":
                shutil.rmtree(kept)
            times.append(run())
        walls, cpus = zip(*times, strict=True)
        print(
            f"{name:24} {state}   best {min(walls):.2f} s, median {statistics.median(walls):.2f} s, "
            f"CPU time {min(cpus):.2f} s"
        )


if __name__ == "__main__":
    main()
