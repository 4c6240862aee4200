"""Fuzz the front end: `python -m benchmarks.fuzz --inputs 200000`, from the root of the repository.

Each input goes through decoding, parsing, checking with lints, formatting, mending and every form of printing, in
`--jobs` processes. What raises, breaks a promise or takes too long is written to the folder `--crashes`, one folder
an input with its files and what went wrong, and the exit code is 1. The same `--seed` gives the same inputs.

`--coverage` asks libFuzzer, through atheris, for texts that reach new places of decoder, parser and checker.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import multiprocessing
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tests.dsl.fuzzing.inputs import Inputs
from tests.dsl.fuzzing.probe import in_time

_BATCH = 500
"""Inputs with one seed."""
_PATIENCE = 60
"""Seconds of processor time after which an input hangs; what is slow for its size is told long before."""


@dataclass(frozen=True)
class Batch:
    """What became of some inputs."""

    inputs: int
    findings: Mapping[str, int]
    """How often each code was found."""
    clean: int
    crashes: Mapping[str, str]
    """Folder of each input that failed, with the last line of why."""


class Hang(Exception):
    """An input took more time than any may."""


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=2_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed; each 500 inputs take the next one")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: %(default)s)")
    parser.add_argument("--crashes", type=Path, default=Path("out/fuzz"), help="folder for what fails")
    parser.add_argument("--coverage", type=int, metavar="SECONDS", help="let coverage guide the inputs, so long")
    options = parser.parse_args()
    if options.coverage:
        return guided(options.coverage, options.crashes)
    return run(options.inputs, options.seed, options.jobs, options.crashes)


def run(inputs: int, seed: int, jobs: int, crashes: Path) -> int:
    """Probe so many inputs; 1 where one of them fails."""
    sizes = [min(_BATCH, inputs - done) for done in range(0, inputs, _BATCH)]
    total: Counter[str] = Counter()
    failed: dict[str, str] = {}
    done = clean = 0
    start = time.monotonic()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal)
    context = multiprocessing.get_context("spawn")
    with bar, ProcessPoolExecutor(jobs, mp_context=context) as pool:
        task = bar.add_task("fuzzing", total=inputs)
        waiting = {pool.submit(probe_batch, seed + n, size, crashes): seed + n for n, size in enumerate(sizes)}
        for future in as_completed(waiting):
            try:
                batch = future.result()
            except BrokenProcessPool:
                print(f"a process died: see {crashes}/current-* for the inputs that it had", file=sys.stderr)
                return 1
            done, clean = done + batch.inputs, clean + batch.clean
            total.update(batch.findings)
            failed.update(batch.crashes)
            bar.update(task, completed=done, description=f"fuzzing, {len(failed)} failed")
            if not console.is_terminal and done // 20_000 > (done - batch.inputs) // 20_000:
                print(f"{done:,} inputs, {len(failed)} failed", file=sys.stderr, flush=True)
    seconds = time.monotonic() - start
    print(f"{done:,} inputs in {seconds:,.0f} s: {done / seconds:.0f} a second, {jobs} processes")
    print(f"{clean:,} without findings; {len(total)} codes, {total.total():,} findings; {len(failed)} inputs failed")
    for folder, why in sorted(failed.items()):
        print(f"{folder}: {why}")
    return 1 if failed else 0


def probe_batch(seed: int, count: int, crashes: Path) -> Batch:
    """Probe *count* inputs of *seed*; what fails is written below *crashes*."""
    signal.signal(signal.SIGPROF, _hang)
    crashes.mkdir(parents=True, exist_ok=True)
    inputs = Inputs(seed)
    found: Counter[str] = Counter()
    failed: dict[str, str] = {}
    clean = 0
    current = crashes / f"current-{seed}"
    for number in range(count):
        files, path = inputs.next()
        # Where the interpreter itself dies, this is left.
        current.write_bytes(files[path])
        faulthandler.dump_traceback_later(20 * _PATIENCE, exit=True)
        signal.setitimer(signal.ITIMER_PROF, _PATIENCE)
        try:
            codes = {diagnostic.code for diagnostic in in_time(files, path)}
        except Exception as problem:
            folder = _written(crashes / f"{seed}-{number}", files, path, traceback.format_exc())
            failed[folder] = f"{type(problem).__name__}: {str(problem)[:100]}"
        else:
            found.update(codes)
            clean += not codes
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
    current.unlink()
    return Batch(count, found, clean, failed)


def _hang(number: int, frame: FrameType | None) -> None:
    raise Hang(f"no answer in {_PATIENCE} s")


def _written(folder: Path, files: Mapping[str, bytes], path: str, why: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "why.txt").write_text(why, encoding="utf-8")
    (folder / "input.json").write_text(json.dumps({"path": path, "files": sorted(files)}, indent=2), encoding="utf-8")
    (folder / Path(path).name).write_bytes(files[path])
    return folder.as_posix()


def guided(seconds: int, crashes: Path) -> int:
    """Let atheris look for inputs that reach new places, so long."""
    if find_spec("atheris") is None:
        print("this mode needs atheris, which is not installed: `pip install atheris`", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "benchmarks.fuzz_coverage", str(seconds), crashes.as_posix()]
    return 1 if subprocess.run(command, check=False).returncode else 0


if __name__ == "__main__":
    sys.exit(main())
