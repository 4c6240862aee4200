"""Shared by all tests: hypothesis profiles, and the shipped scenarios built once a run."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.conjecture.utils import calc_label_from_name, combine_labels
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies._internal.strategies import SampledFromStrategy

from toolwright.cli.building import Bundles, analyse_all, make
from toolwright.compiler import write_folder
from toolwright.dsl import Program
from toolwright.dsl.check import Analysis
from toolwright.runtime import Bundle

# Workers, and the processes that their tests start, share the processors: torch's threads would wait for each other
# most of the time. Read when torch is loaded, so it has to stand before anything that loads it.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent
SPECS = (
    "author_currency",
    "city_population",
    "conference_fares",
    "country_areas",
    "flight_distances",
    "island_ferries",
    "museum_night",
    "river_journey",
    "shop_orders",
)

# `fixed` plays the same examples at every run. `explore` looks for new ones; `nightly` does so ten times as long
# (`tests/sizes.py`). `glance` stops at the first failure as it is found, for runs that only ask whether there is one.
FINDING = tuple(phase for phase in Phase if phase not in (Phase.shrink, Phase.explain))
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)
settings.register_profile("glance", deadline=None, derandomize=True, phases=FINDING, report_multiple_bugs=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.fixture(autouse=True, scope="session")
def same_examples() -> Iterator[None]:
    """Where examples are to be the same at every run, they do not hang on the tests that ran before."""
    with steady() if settings.get_current_profile_name() in ("fixed", "glance") else nullcontext():
        yield


@contextmanager
def steady() -> Iterator[None]:
    """Hypothesis draws numbers and texts that stand in the project's modules, too: in those that happen to be loaded.
    It also repeats parts of examples whose labels are alike, and labels what it samples from by hashes of the objects:
    by the places in memory that they happen to have. Here it does neither.
    """
    nothing = patch.object(HypothesisProvider, "_local_constants", Constants())
    with nothing, patch.object(SampledFromStrategy, "calc_label", label_by_size):
        yield


def label_by_size(strategy: SampledFromStrategy[object]) -> int:
    """The label of what samples from so many elements."""
    return combine_labels(strategy.class_label, calc_label_from_name(str(len(strategy.elements))))


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C; the programs that tests start would, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def browser_here() -> str | None:
    """The path of a browser that this machine has."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count as left out, what needs a browser that is not here, unless it is asked for by its mark."""
    if browser_here() is None and "browser" not in str(config.option.markexpr):
        left_out = [item for item in items if item.get_closest_marker("browser")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def shared_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, name: str) -> Path:
    """A folder of this run of the tests that all its workers see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / name
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> None:
    """Nothing is remembered from one run of the tests to the next; within a run, workers and the processes that tests
    start remember together, so that a shipped scenario is built once. A test that asks whether a build made anew is
    the same has to say `--no-cache`.
    """
    os.environ["TOOLWRIGHT_CACHE"] = str(shared_folder(tmp_path_factory, request, "cache"))


class Built:
    """Bundles of the shipped scenarios; each is built when it is first asked for, by one of the workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundles: dict[str, Bundle] = {}

    def analysis(self, name: str) -> Analysis:
        """What there is to know of a shipped scenario."""
        path = ROOT / "specs" / name / f"{name}.tool"
        return analyse_all([path])[path]

    def program(self, name: str) -> Program:
        """A shipped scenario, checked."""
        program = self.analysis(name).checked.program
        assert program is not None
        return program

    def folder(self, name: str) -> Path:
        """The folder of a bundle."""
        target = self._folder / name
        if not target.exists():
            # The lock of a worker that ends is free again, however long the machine takes.
            with (self._folder / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not target.exists():
                    made = make(self.analysis(name), (), Bundles.of_user())
                    assert made.files is not None, made.diagnostics
                    write_folder(made.files, target)
        return target

    def __getitem__(self, name: str) -> Bundle:
        if name not in self._bundles:
            self._bundles[name] = Bundle.load(self.folder(name))
        return self._bundles[name]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, own_cache: None) -> Built:
    """The shipped scenarios, shared with the other workers of the run."""
    return Built(shared_folder(tmp_path_factory, request, "bundles"))
