"""The study: every arm at every seed, and the page that says what came out.

    python -m benchmarks.study out/study                 # all of it: 16 arms at 3 seeds, four of them at 4 more
    python -m benchmarks.study out/study --arm solve_f1 --arm reinforce --seed 0
    python -m benchmarks.study out/study --page docs     # writes docs/study.md and its pictures from what is there
    python -m benchmarks.study out/gpu --large           # the same at a larger size, for a GPU

Runs that are whole are kept; one that was cut off is begun anew. Everything is drawn from the seeds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from toolwright.cli.libraries import quiet

from .arms import CLOSE, MORE_SEEDS, SEEDS, START, Arm, Size, arms
from .train import Place, make_bundles, train

LARGE: Final = Size(hidden=512, layers=6, sft_steps=600, steps=300, batch=256, learning_rate=3e-5)
"""For a GPU."""


def main() -> None:
    """Run what was asked for and is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--arm", action="append", help="only this one; may be said again")
    parser.add_argument(
        "--seed",
        action="append",
        type=int,
        help=f"only this one; may be said again (all: {SEEDS}, {' and '.join(CLOSE)} at {MORE_SEEDS})",
    )
    parser.add_argument("--jobs", type=int, default=1, help="runs at one time, each on one thread")
    parser.add_argument("--large", action="store_true", help="a larger model and longer runs")
    parser.add_argument("--page", type=Path, help="write study.md and its pictures to this folder, and run nothing")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    place = Place(options.folder.absolute())
    size = LARGE if options.large else Size()
    every = {arm.name: arm for arm in arms(size)}
    if unknown := set(options.arm or ()) - set(every):
        parser.error(f"no arm is called {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    if options.page:
        from .page import FINDINGS, write_page

        findings = FINDINGS if not options.large and not options.seed else ""
        write_page(place, size, options.seed or SEEDS, options.page, findings, () if options.seed else MORE_SEEDS)
        return
    chosen = [every[name] for name in dict.fromkeys([START, *(options.arm or every)])]
    if options.here:
        quiet()
        train(place, chosen[-1], options.seed[0], size)
        return
    seeds = options.seed or SEEDS
    # Seed by seed, so that what is there when a study is stopped can be compared.
    runs = [(arm, seed) for seed in seeds for arm in chosen[1:]]
    if not options.seed:
        runs += [(arm, seed) for seed in MORE_SEEDS if seed not in SEEDS for arm in chosen[1:] if arm.name in CLOSE]
    starts = dict.fromkeys([*seeds, *(seed for _, seed in runs)])
    make_bundles(place, print)
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda seed: _run(place, chosen[0], seed, options.large), starts))
        list(pool.map(lambda each: _run(place, each[0], each[1], options.large), runs))


def _run(place: Place, arm: Arm, seed: int, large: bool) -> None:
    """One run, in a process of its own."""
    if place.scores(arm.name, seed).exists():
        return
    started = time.monotonic()
    given = ["--arm", arm.name, "--seed", str(seed), "--here", *(["--large"] if large else [])]
    command = [sys.executable, "-m", "benchmarks.study", str(place.folder), *given]
    place.run(arm.name, seed).mkdir(parents=True, exist_ok=True)
    with (place.run(arm.name, seed) / "log.txt").open("ab") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, env=os.environ | _THREADS).returncode
    told = f"{time.monotonic() - started:.0f} s" if code == 0 else f"FAILED, see {place.run(arm.name, seed)}/log.txt"
    print(f"{arm.name} {seed}: {told}", flush=True)


_THREADS: Final = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


if __name__ == "__main__":
    main()
