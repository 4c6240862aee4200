"""`check` remembers what it found, and nobody can tell: the same bytes come out, and any change is seen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import toolwright.dsl.check
from toolwright.cli import run, store, surroundings
from toolwright.cli.console import FORMATS
from toolwright.cli.store import Store, cache_folder

from ..conftest import ROOT

CORPUS = ROOT / "tests" / "dsl" / "wrong"
LIBRARY = """edition 1
library lib { title: "Lib" }
entity City key name {
  "A city."
  name: str,
}
data City from "rows/cities.csv"
fn twice(n: int) -> int = 2 * n
"""
ROOT_FILE = """edition 1
import City, twice from "lib.tool"
scenario trip { title: "Trip" }
tool near(city: str "Name of the city.") -> { name: str, number: int } {
  "The city."
  return { name: City[city]?.name ?? "none", number: twice(2) }
}
task where {
  kind single_hop
  each c in City
  ask $"Is {c.name} there?"
  step it = near(city=c.name)
    asks $"Is {c.name} there?"
    gives it.name
  answer it.name
}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOOLWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "check"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / "rows").mkdir(parents=True)
    (folder / "trip.tool").write_text(ROOT_FILE)
    (folder / "lib.tool").write_text(LIBRARY)
    (folder / "rows" / "cities.csv").write_text("name\nOslo\nRome\n")
    monkeypatch.chdir(folder)
    return folder


def said(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run(["check", *map(str, arguments)])
    return code, *capfd.readouterr()


@pytest.fixture
def no_checker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on nothing can be checked anew."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("checked anew")

    return lambda: monkeypatch.setattr(toolwright.dsl.check, "check", refuse)


FOLDERS = {form: CORPUS / ("." if form == "json" else "types") for form in FORMATS}
"""What is printed of each format: of the one that says all there is to know of a finding, the whole corpus."""


@pytest.mark.parametrize(
    ("form", "folder"),
    [*FOLDERS.items(), *((form, ROOT / "tests" / "dsl" / "good_specs") for form in FORMATS)],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_the_same_bytes_come_out(
    folder: Path, form: str, cache: Path, capfd: pytest.CaptureFixture[str], no_checker: Callable[[], None]
) -> None:
    anew = said(capfd, folder, "--format", form, "--no-cache")
    assert not cache.exists()
    cold = said(capfd, folder, "--format", form)
    no_checker()
    warm = said(capfd, folder, "--format", form)
    assert anew == cold == warm


def test_locks_are_remembered_too(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str], no_checker: Callable[[], None]
) -> None:
    plain = said(capfd, "trip.tool")
    (project / "toolwright.lock").write_text("no lock")
    cold = said(capfd, "trip.tool")
    assert plain != cold
    (project / "toolwright.lock").unlink()
    assert said(capfd, "trip.tool") == plain
    strict = said(capfd, "trip.tool", "--locked")
    assert strict != plain
    no_checker()
    assert said(capfd, "trip.tool") == plain
    assert said(capfd, "trip.tool", "--locked") == strict


CHANGES: dict[str, Callable[[], object]] = {
    "the file": lambda: Path("trip.tool").write_text(ROOT_FILE.replace("twice(2)", "twice(two)")),
    "a library": lambda: Path("lib.tool").write_text(LIBRARY.replace("twice", "double")),
    "a table": lambda: Path("rows/cities.csv").write_text("name\nOslo\nOslo\n"),
    "a table that goes": lambda: Path("rows/cities.csv").unlink(),
    "a library that moves": lambda: Path("lib.tool").rename("libs.tool"),
    "no text": lambda: Path("lib.tool").write_bytes(b"\xff"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_seen(change: str, project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = said(capfd, "trip.tool")
    CHANGES[change]()
    after = said(capfd, "trip.tool")
    assert after != before
    assert after == said(capfd, "trip.tool", "--no-cache") == said(capfd, "trip.tool")


def test_what_was_missing_is_looked_for_again(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "lib.tool").rename("away")
    missing = said(capfd, "trip.tool")
    (project / "lip.tool").write_text("")
    close = said(capfd, "trip.tool")
    (project / "away").rename("lib.tool")
    there = said(capfd, "trip.tool")
    assert len({missing, close, there}) == 3
    assert "did you mean" in close[2]


def test_the_same_name_in_another_folder_is_another_file(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said(capfd, "trip.tool")
    shutil.copytree(project, project.parent / "other")
    monkeypatch.chdir(project.parent / "other")
    Path("trip.tool").write_text("scenario trip {}")
    surroundings.surroundings.cache_clear()
    assert said(capfd, "trip.tool") != first


def test_a_change_of_the_program_forgets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings.surroundings.cache_clear()
    before = surroundings.surroundings("dsl")
    surroundings.surroundings.cache_clear()
    assert surroundings.surroundings("dsl") == before
    surroundings.surroundings.cache_clear()
    monkeypatch.setattr(surroundings, "_state", lambda path: f"{path} 1 2")
    assert surroundings.surroundings("dsl") != before
    surroundings.surroundings.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00", b'0\n{"reads": {}}', None])
def test_damage_is_mended(damage: bytes | None, project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = said(capfd, "trip.tool")
    (entry,) = cache.iterdir()
    sound = entry.read_bytes()
    entry.write_bytes(sound[: len(sound) // 2] if damage is None else damage)
    assert said(capfd, "trip.tool") == before
    assert entry.read_bytes() == sound


def test_a_cache_that_cannot_be_written_is_no_failure(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = said(capfd, "trip.tool", "--no-cache")
    cache.parent.write_text("a file in the way")
    assert said(capfd, "trip.tool") == before


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLWRIGHT_CACHE", "/chosen")
    assert cache_folder() == Path("/chosen")
    monkeypatch.delenv("TOOLWRIGHT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/user/cache")
    assert cache_folder() == Path("/user/cache/toolwright")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert cache_folder() == Path("/home/somebody/.cache/toolwright")


def test_what_was_not_used_for_longest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Store(tmp_path)
    for number in range(10):
        kept.put(str(number), "x" * 1000)
        os.utime(kept._path(str(number)), ns=(number, number))
    assert kept.get("0") is not None
    monkeypatch.setattr(store, "MOST_BYTES", 4500)
    kept.trim()
    assert [number for number in range(10) if kept.get(str(number)) is not None] == [0, 7, 8, 9]


def test_many_write_one_entry(tmp_path: Path) -> None:
    def work(number: int) -> bool:
        kept = Store(tmp_path)
        kept.put("key", {"number": number, "more": "x" * 10_000})
        return isinstance(kept.get("key")["number"], int)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_remembered_loads_no_checker(project: Path, cache: Path) -> None:
    code = "import sys, json; from toolwright.cli import run; run(['check', '.']); print(json.dumps([*sys.modules]))"

    def modules() -> set[str]:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return set(json.loads(done.stdout.splitlines()[-1]))

    cold, warm = modules(), modules()
    assert "toolwright.dsl.check" in cold - warm
    assert "toolwright.dsl.syntax.parse" in cold - warm
    assert "lark" not in cold
