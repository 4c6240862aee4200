"""Shared by all tests: hypothesis profiles, and the shipped scenarios built once a run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from toolwright.compiler import compile_program, write_folder
from toolwright.dsl import Program
from toolwright.dsl.check import check
from toolwright.runtime import Bundle

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

# `fixed` plays the same examples at every run. `explore` looks for new ones; `nightly` does so twenty times as long
# (`tests/sizes.py`). `glance` stops at the first failure as it is found, for runs that only ask whether there is one.
FINDING = tuple(phase for phase in Phase if phase not in (Phase.shrink, Phase.explain))
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=2000, print_blob=True)
settings.register_profile("glance", deadline=None, derandomize=True, phases=FINDING, report_multiple_bugs=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing is remembered from one run of the tests to the next; processes that they start see it too."""
    os.environ["TOOLWRIGHT_CACHE"] = str(tmp_path_factory.mktemp("cache"))


class Disk:
    """The files of this machine."""

    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


class Built:
    """Bundles of the shipped scenarios; each is built when it is first asked for, by one of the workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundles: dict[str, Bundle] = {}

    def program(self, name: str) -> Program:
        """A shipped scenario, checked."""
        checked = check((ROOT / "specs" / name / f"{name}.tool").as_posix(), Disk())
        assert checked.program is not None
        return checked.program

    def folder(self, name: str) -> Path:
        """The folder of a bundle."""
        target, claim = self._folder / name, self._folder / f"{name}.claim"
        try:
            claim.mkdir()
        except FileExistsError:
            deadline = time.monotonic() + 120
            while not target.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            return target
        compiled = compile_program(self.program(name))
        assert compiled.files is not None, compiled.diagnostics
        write_folder(compiled.files, target)
        return target

    def __getitem__(self, name: str) -> Bundle:
        if name not in self._bundles:
            self._bundles[name] = Bundle.load(self.folder(name))
        return self._bundles[name]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Built:
    """The shipped scenarios, shared with the other workers of the run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    folder = shared / "bundles"
    folder.mkdir(exist_ok=True)
    return Built(folder)
