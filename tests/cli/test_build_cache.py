"""`build` uses again what it made before, and nobody can tell from the bundle; `--check` holds bundles to specs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import toolwright.compiler.compile
from toolwright.cli import run

from ..compiler.test_build import contents
from ..conftest import ROOT, Built
from .small import SPEC, edit, small_project


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOOLWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "bundles"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    small_project(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on nothing can be compiled."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled anew")

    return lambda: monkeypatch.setattr(toolwright.compiler.compile, "compile_program", refuse)


def build(capfd: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict[str, object]:
    assert run(["build", ".", "-o", "out", "--json", *options]) == code
    found: dict[str, object] = json.loads(capfd.readouterr().out)
    found.pop("proofs", None)
    return found


def test_what_is_unchanged_is_not_compiled_again(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str], no_compiler: Callable[[], None]
) -> None:
    cold = build(capfd)
    before = contents(project / "out")
    assert cold["reused"] is False
    no_compiler()
    (project / f"{SPEC}.tool").touch()
    warm = build(capfd)
    assert warm == cold | {"reused": True}
    shutil.rmtree(project / "out")
    build(capfd)
    assert contents(project / "out") == before


def test_a_comment_is_not_compiled_and_the_bytes_are_those_of_a_cold_build(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str], no_compiler: Callable[[], None], tmp_path: Path
) -> None:
    cold = build(capfd)
    edit(f"{SPEC}.tool", "data City", "# A comment.\n\n\ndata City")
    assert run(["build", ".", "-o", "cold", "--no-cache"]) == 0
    capfd.readouterr()
    no_compiler()
    warm = build(capfd)
    assert warm == cold | {"reused": True}
    assert contents(project / "out") == contents(project / "cold")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/cities.csv", "lagos", "lagos_"),
        (f"{SPEC}.tool", "How many people live in {c.name}?", "How many people are in {c.name}?"),
        (f"{SPEC}.tool", "seed 7", "seed 9"),
        (f"{SPEC}.tool", "max_turns: 8", "max_turns: 7"),
    ],
)
def test_a_change_of_meaning_is_compiled(
    path: str, old: str, new: str, project: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if path.endswith(".csv"):
        old = Path(path).read_text().splitlines()[3].split(",")[0]
        new = f"{old}_"
    build(capfd)
    edit(path, old, new)
    assert build(capfd)["reused"] is False
    assert run(["build", ".", "-o", "cold", "--no-cache"]) == 0
    assert contents(project / "out") == contents(project / "cold")


def test_only_what_hangs_on_a_change_is_proved_again(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    known = []
    for old, new in (("", ""), ("In which country is", "In what country is"), ("seed 7", "seed 9")):
        edit(f"{SPEC}.tool", old, new)
        assert run(["build", ".", "-o", "out", "--json"]) == 0
        proofs = json.loads(capfd.readouterr().out)["proofs"]
        known.append(proofs["known"] / proofs["all"])
    assert known[0] == 0
    # One of two families of tasks, and the half of its questions that are worded so.
    assert 0.4 < known[1] < 0.9
    # The base level does not hang on the seed of the others.
    assert 0.4 < known[2] < 0.6
    edit(f"{SPEC}.tool", "seed 9", "seed 7")
    for entry in (cache.parent / "proofs").iterdir():
        entry.write_bytes(entry.read_bytes()[:-5])
    edit(f"{SPEC}.tool", "In what country is", "In that country is")
    assert run(["build", ".", "-o", "out", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["proofs"]["known"] == 0


def test_levels_are_told_apart(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    everything = build(capfd)
    only_base = build(capfd, "--level", "base")
    assert only_base["reused"] is False
    assert only_base["levels"] != everything["levels"]
    assert build(capfd) == everything | {"reused": True}


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00", b'0\n{"files": {}}', None])
def test_damage_counts_as_missing(
    damage: bytes | None, project: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    build(capfd)
    before = contents(project / "out")
    (entry,) = cache.iterdir()
    sound = entry.read_bytes()
    entry.write_bytes(sound[: len(sound) // 2] if damage is None else damage)
    shutil.rmtree(project / "out")
    assert build(capfd)["reused"] is False
    assert contents(project / "out") == before
    assert entry.read_bytes() == sound


def test_no_cache_remembers_nothing(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    build(capfd, "--no-cache")
    assert not cache.exists()


def test_a_failure_is_told_each_time(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit(f"{SPEC}.tool", 'city_population(city="oslo") ==', 'city_population(city="oslo") !=')
    for _ in range(2):
        assert run(["build", ".", "-o", "out"]) == 1
        assert "TW0670" in capfd.readouterr().err
    assert not (project / "out").exists()


# ------------------------------------------------------------------ --check


def test_check_passes_over_what_is_built_and_writes_nothing(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", ".", "-o", "out", "--check"]) == 1
    assert "does not exist" in capfd.readouterr().err
    assert not (project / "out").exists()
    build(capfd)
    assert run(["build", ".", "-o", "out", "--check"]) == 0
    assert capfd.readouterr().out == ""


def test_check_tells_what_differs_at_each_level(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    build(capfd)
    before = contents(project / "out")
    edit(f"{SPEC}.tool", "How many people live in {c.name}?", "How many people are in {c.name}?")
    for guard, code in (("answers", 0), ("interface", 0), ("text", 1), ("bytes", 1)):
        assert run(["build", ".", "-o", "out", "--check", "--guard", guard]) == code
    assert run(["build", ".", "-o", "out", "--check"]) == 1
    said = capfd.readouterr().out
    assert "question-changed" in said
    assert "How many people are in" in said
    assert contents(project / "out") == before


def test_check_refuses_a_forged_bundle(project: Path, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    build(capfd)
    (project / "out" / SPEC / "README.md").write_text("Hello.")
    assert run(["build", ".", "-o", "out", "--check"]) == 1
    assert "README.md" in capfd.readouterr().err


def test_the_cache_gives_what_a_fresh_build_gives(
    built: Built, cache: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = str(ROOT / "specs" / SPEC)
    for _ in range(2):
        assert run(["build", spec, "-o", str(tmp_path / "out")]) == 0
        assert contents(tmp_path / "out" / SPEC) == contents(built.folder(SPEC))


def test_what_a_build_remarks_is_told_again_where_it_stands_now(
    project: Path, cache: Path, capfd: pytest.CaptureFixture[str], no_compiler: Callable[[], None]
) -> None:
    edit(f"{SPEC}.tool", 'asks $"In which country is {c.name}?"', 'asks $"Is {c.name} in {c.country}?"')
    assert run(["build", ".", "-o", "out"]) == 0
    first = capfd.readouterr().err
    assert "TW0668" in first
    edit(f"{SPEC}.tool", "edition 1\n", "edition 1\n\n# A comment.\n")
    assert run(["build", ".", "-o", "cold", "--no-cache"]) == 0
    cold = capfd.readouterr().err
    no_compiler()
    assert run(["build", ".", "-o", "out"]) == 0
    assert capfd.readouterr().err == cold != first
