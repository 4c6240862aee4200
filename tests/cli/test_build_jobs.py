"""`build` in several processes and under `--watch`: the same bytes, and a clean end."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from toolwright.cli import run
from toolwright.cli.watching import state
from toolwright.cli.workers import Pool, processors

from ..compiler.test_build import contents
from ..conftest import ROOT
from .far import Counter, counted, end, loaded, times, where
from .small import SPEC, edit, small_project


def test_work_comes_back_in_its_order() -> None:
    for jobs in (1, 2):
        with Pool(jobs) as pool:
            twice = pool.map(times, 2, range(20), 0.0, lambda number: number % 3)
            thrice = pool.map(times, 3, range(20), 0.0, lambda number: number)
            # Two pieces of work on their way at once keep apart what each shares.
            assert list(zip(twice, thrice, strict=True)) == [(2 * n, 3 * n) for n in range(20)]


def test_what_is_alike_is_done_in_one_place() -> None:
    with Pool(2) as pool:
        places = list(pool.map(where, None, range(6), 0.0, lambda number: number // 3))
        assert len(set(places[:3])) == len(set(places[3:])) == 1
        assert places[0] != places[3]
        # A process that has nothing else to do helps where much is left.
        assert len(set(pool.map(where, None, range(40), 0.0, lambda number: 0))) == 2


def test_what_is_alike_goes_where_such_work_was_done() -> None:
    with Pool(2) as pool:
        first = list(pool.map(where, None, (0, 1), 0.0, int))
        assert list(pool.map(where, None, (1, 0), 0.0, int)) == first[::-1]


def test_only_work_that_is_worth_it_is_sent_away() -> None:
    here = {os.getpid()}
    with Pool(None) as pool:
        assert set(pool.map(where, None, range(3), 0.1, int)) == here
        assert (set(pool.map(where, None, range(3), 60.0, int)) == here) is (processors() == 1)
    with Pool(2) as pool:
        assert set(pool.map(where, None, range(1), 60.0, int)) == here
        assert not set(pool.map(where, None, range(2), 0.0, int)) & here


def test_what_is_shared_is_sent_once() -> None:
    with Pool(2) as pool:
        one, other = Counter(), Counter()
        for shared, wanted in ((one, [1, 1]), (other, [1, 1]), (one, [2, 2]), (Counter(), [1, 1]), (one, [3, 3])):
            assert list(pool.map(counted, shared, (0, 1), 0.0, int)) == wanted
        # What is not shared again is forgotten, but for what is still at work.
        slow = pool.map(counted, other, (0, 1), 0.0, int)
        assert next(slow) == 2
        for _ in range(4):
            assert list(pool.map(counted, Counter(), (0, 1), 0.0, int)) == [1, 1]
        assert list(slow) == [2]
        assert list(pool.map(counted, one, (0, 1), 0.0, int)) == [1, 1]


def test_processes_load_what_they_will_need() -> None:
    module = "toolwright.runtime.episode"
    with Pool(2) as pool:
        assert list(pool.map(loaded, module, (0, 1), 0.0, int)) == [False, False]
        pool.begin(module, 0.0)
        assert list(pool.map(loaded, module, (0, 1), 0.0, int)) == [True, True]


def test_a_process_that_is_killed_is_told() -> None:
    with Pool(2) as pool, pytest.raises(click.ClickException, match="--jobs 1"):
        list(pool.map(end, None, range(2), 0.0, int))


def test_jobs_do_not_matter_to_one_scenario(tmp_path: Path) -> None:
    small_project(tmp_path / "specs")
    for jobs in ("1", "2"):
        assert run(["build", str(tmp_path / "specs"), "-o", str(tmp_path / jobs), "--jobs", jobs, "--no-cache"]) == 0
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_file_that_comes_goes_or_changes_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "x"
    states = [state([path])]
    for text in ("a", "ab"):
        path.write_text(text)
        states.append(state([path]))
    path.unlink()
    assert len({tuple(each.values()) for each in states}) == 3
    assert state([path]) == states[0]


# ------------------------------------------------------------------ --watch


class Watching:
    """`toolwright build --watch` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "toolwright", "build", ".", "-o", "out", "--watch"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.PIPE, text=True)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)

    def until_done(self) -> str:
        """What it says up to the end of the next build."""
        said = ""
        while "waiting for changes" not in said:
            said += self._lines.get(timeout=120)
        return said


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    small_project(tmp_path, rows=4)
    made = Watching(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stderr is not None
    made.process.stderr.close()


def test_watch_builds_after_each_change_and_ends_cleanly(watching: Watching, tmp_path: Path) -> None:
    manifest = tmp_path / "out" / SPEC / "manifest.json"
    watching.until_done()
    first = manifest.read_text()
    edit(tmp_path / f"{SPEC}.tool", "found.population", "found.populaton")
    assert "did you mean `population`" in watching.until_done()
    assert manifest.read_text() == first
    edit(tmp_path / f"{SPEC}.tool", "found.populaton", "found.population + 1")
    watching.until_done()
    second = manifest.read_text()
    assert second != first
    # A table is watched, too.
    name = (tmp_path / "data" / "cities.csv").read_text().splitlines()[2].split(",")[0]
    edit(tmp_path / "data" / "cities.csv", f"\n{name},", f"\n{name}_,")
    watching.until_done()
    assert manifest.read_text() != second
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(timeout=60) == 0
