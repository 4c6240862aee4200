"""Tests run in forks of one process that has imported everything, for whoever runs them hundreds of times.

`python -m benchmarks.forked TESTS` collects the tests of the working folder once and then answers lines of standard
input: the names of changed modules to the result of the tests. Each run is a fork that imports anew only what
hangs on those modules, and is ended when its processor time is spent.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PATIENCE = 20
"""Seconds of the clock for each second of processor time, before a run counts as stuck."""


@dataclass(frozen=True)
class Result:
    """How the tests went."""

    passed: bool
    by: str
    """The first test that failed, or what else ended the run."""
    seconds: float
    """Of processor time, with that of the processes that the tests start."""


class Runner:
    """The process that forks, seen from outside."""

    def __init__(self, folder: Path, tests: Sequence[str]) -> None:
        """Start it in *folder*, a copy of the repository; *tests* are arguments of pytest."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.forked", *tests],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "HYPOTHESIS_PROFILE": "glance"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, changed: Collection[str], seconds: float) -> Result:
        """Run the tests where modules have *changed* on the disk, for at most so many seconds of processor time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([list(changed), seconds]) + "\n")
        self._process.stdin.flush()
        return Result(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def dependents(changed: Collection[str], imports: Mapping[str, Collection[str]]) -> set[str]:
    """Modules whose content may hang on that of *changed*, these included."""
    found: set[str] = set()
    new = set(changed)
    while new:
        found |= new
        new = {name for name, used in imports.items() if name not in found and not new.isdisjoint(used)}
    return found


def loaded() -> dict[str, ModuleType]:
    """The modules of this repository that are loaded."""
    own = ("toolwright", "tests")
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] in own}


def imports_of(module: ModuleType) -> set[str]:
    """The modules that *module* mentions: by imports anywhere in it, and by the names that it loads on demand."""
    if not module.__file__:
        return set()
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=name, names=names, level=level):
                base = importlib.util.resolve_name("." * level + (name or ""), package) if level else name or ""
                found.update([base, *(f"{base}.{alias.name}" for alias in names)])
            case ast.Constant(value=str() as name) if name.startswith(".") and name[1:].replace(".", "").isidentifier():
                with contextlib.suppress(ImportError):
                    found.add(importlib.util.resolve_name(name, package))
    return found


class _Watch:
    """A plugin that remembers the first test that fails."""

    by = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.by:
            self.by = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.by:
            self.by = f"import of {report.nodeid}"


def _tested(arguments: Sequence[str], gone: Collection[str]) -> tuple[bool, str]:
    for name in gone:
        parent, _, own = name.rpartition(".")
        if sys.modules.pop(name, None) and hasattr(sys.modules.get(parent), own):
            delattr(sys.modules[parent], own)
    watch = _Watch()
    code = pytest.main([*arguments], plugins=[watch])
    return code == pytest.ExitCode.OK, watch.by or ("" if code == pytest.ExitCode.OK else f"pytest ended with {code}")


def _forked(arguments: Sequence[str], gone: Collection[str], seconds: float) -> Result:
    """The result of the tests in a fork without the modules *gone*."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        limit = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        told = json.dumps([False, "the run broke"])
        try:
            told = json.dumps(_tested(arguments, gone))
        finally:
            os.write(writing, told.encode())
            os._exit(0)
    os.close(writing)
    end = time.monotonic() + PATIENCE * seconds
    while True:
        done, _, usage = os.wait4(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what the tests left behind
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    passed, by = json.loads(text) if text else (False, "time")
    return Result(passed, by, round(usage.ru_utime + usage.ru_stime, 2))


def _answers(arguments: Sequence[str], lines: Iterator[str]) -> Iterator[Result]:
    imports = {name: imports_of(module) for name, module in loaded().items()}
    for line in lines:
        changed, seconds = json.loads(line)
        yield _forked(arguments, dependents(changed, imports), seconds)


def main() -> None:
    """Collect, then answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    arguments = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *sys.argv[1:]]
    pytest.main([*arguments, "--collect-only"])
    sys.dont_write_bytecode = True  # a mutant of the same size and second would pass for the last one
    for result in _answers(arguments, iter(sys.stdin)):
        print(json.dumps(asdict(result)), file=answers, flush=True)


if __name__ == "__main__":
    main()
