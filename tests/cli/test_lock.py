"""`toolwright lock` and `--locked`, with a package that changes behind the author's back."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from .test_commands import SMALL, in_process, toolwright_process
from .test_packages import ROWS, contents, install, scenario

LOCAL = """scenario walk { title: "A walk" }
entity City key id { id: str, name: str }
data City from "data/cities.csv"
tool name_of(id: str "Id of the city.") -> str {
  "The name of a city."
  let found = first([c for c in City if c.id == id])
  return if found == null then "none" else found.name
}
task name_of_city {
  each c in City
  ask $"What is the city {c.id} called?"
  step name = name_of(id=c.id) asks $"What is the city {c.id} called?"
  answer name
}
"""


def walk(folder: Path) -> Path:
    """A scenario with a data file, in a folder of its own."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "cities.csv").write_text(ROWS)
    (folder / "walk.tool").write_text(LOCAL)
    return folder / "walk.tool"


def codes(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    """Exit code and codes of what is found about the project, by a command that prints JSON."""
    code, out, _ = in_process(capfd, *arguments, "--format", "json")
    found = [json.loads(line)["code"] for line in out.splitlines()]
    return code, [each for each in found if each.startswith("TW09")]


def test_a_package_that_changes_is_refused_until_it_is_locked_again(tmp_path: Path) -> None:
    site, spec = install(tmp_path / "site"), scenario(tmp_path / "here")

    def toolwright(*arguments: object) -> CompletedProcess[str]:
        return toolwright_process(*arguments, PYTHONPATH=str(site))

    done = toolwright("lock", spec)
    assert (done.returncode, done.stdout) == (0, f"{spec.parent / 'toolwright.lock'}  1 scenario\n")
    lock = json.loads((spec.parent / "toolwright.lock").read_text())
    assert lock["scenarios"]["trip.tool"]["packages"] == {"geo_worlds": "geo-worlds==1.2.0"}
    assert list(lock["scenarios"]["trip.tool"]["files"]) == [
        "geo_worlds:europe/cities.tool",
        "geo_worlds:europe/data/cities.csv",
    ]
    for command in (["check", spec], ["check", spec, "--locked"], ["lock", spec, "--check"]):
        assert toolwright(*command).returncode == 0

    # A release that leaves the files alone is no news to a check.
    install(site, version="1.2.1")
    assert toolwright("check", spec).returncode == 0
    done = toolwright("check", spec, "--locked")
    assert done.returncode == 1
    assert "error[TW0916]: geo-worlds==1.2.0 was locked, and geo-worlds==1.2.1 is installed" in done.stderr

    install(site, version="1.3.0", rows=ROWS.replace("Oslo", "Bergen"))
    for command in (["check", spec], ["build", spec, "-o", tmp_path / "out"], ["lock", spec, "--check"]):
        done = toolwright(*command)
        assert done.returncode == 1
        assert "error[TW0915]: `geo_worlds:europe/data/cities.csv` is not what was locked" in done.stderr
        assert "locked with geo-worlds==1.2.0, and geo-worlds==1.3.0 is installed" in done.stderr
        assert f"toolwright lock {spec}" in done.stderr
    assert not (tmp_path / "out").exists()
    assert toolwright("lock", spec).returncode == 0
    assert toolwright("build", spec, "-o", tmp_path / "out", "--locked").returncode == 0
    assert not (site / "geo_worlds" / "ran").exists()


def test_files_of_the_project_count_where_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec = walk(tmp_path)
    build = ("build", spec, "-o", tmp_path / "out")
    assert codes(capfd, "check", spec) == (0, [])
    assert codes(capfd, "check", spec, "--locked") == (1, ["TW0917"])
    assert in_process(capfd, *build, "--locked")[0] == 1
    assert in_process(capfd, "lock", spec)[0] == 0
    assert codes(capfd, "check", spec, "--locked") == (0, [])

    # The scenario itself is no part of its lock.
    spec.write_text(LOCAL.replace("A walk", "Another walk"))
    assert codes(capfd, "check", spec, "--locked") == (0, [])

    (tmp_path / "data" / "cities.csv").write_text(ROWS + "c4,Bern\n")
    assert codes(capfd, "check", spec) == (0, [])
    assert in_process(capfd, *build)[0] == 0
    assert codes(capfd, "check", spec, "--locked") == (1, ["TW0916"])
    assert codes(capfd, "lock", spec, "--check") == (1, ["TW0916"])
    assert in_process(capfd, *build, "--locked")[0] == 1


def test_the_same_scenarios_give_the_same_lock(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    locks = []
    for place in ("a", "b/c"):
        spec = walk(tmp_path / place)
        (spec.parent / "more.tool").write_text(LOCAL.replace("walk", "more"))
        assert in_process(capfd, "lock", spec.parent)[0] == 0
        locks.append((spec.parent / "toolwright.lock").read_bytes())
        code, out, _ = in_process(capfd, "lock", spec)
        assert (code, out) == (0, f"{spec.parent / 'toolwright.lock'}  2 scenarios, unchanged\n")
        assert {path for path in contents(spec.parent) if "lock" in path} == {"toolwright.lock"}
    assert locks[0] == locks[1]


def test_a_lock_keeps_other_scenarios_and_forgets_deleted_ones(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spec, other = walk(tmp_path), tmp_path / "more.tool"
    other.write_text(LOCAL.replace("walk", "more"))
    assert in_process(capfd, "lock", tmp_path)[0] == 0
    assert in_process(capfd, "lock", spec)[0] == 0
    assert codes(capfd, "check", other, "--locked") == (0, [])
    other.unlink()
    assert codes(capfd, "lock", spec, "--check") == (1, ["TW0916"])
    assert in_process(capfd, "lock", spec)[0] == 0
    assert list(json.loads((tmp_path / "toolwright.lock").read_text())["scenarios"]) == ["walk.tool"]


def test_a_broken_lock_is_a_finding_and_can_be_written_anew(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec, lock = walk(tmp_path), tmp_path / "toolwright.lock"
    (tmp_path / "more.tool").write_text(LOCAL.replace("walk", "more"))
    assert in_process(capfd, "lock", tmp_path)[0] == 0
    good = lock.read_text()
    lock.write_text("<<<<<<< HEAD\n" + good)
    # Once, however many scenarios it belongs to.
    assert codes(capfd, "check", tmp_path) == (1, ["TW0914"])
    assert codes(capfd, "lock", spec, "--check") == (1, ["TW0914"])
    assert in_process(capfd, "build", spec, "-o", tmp_path / "out")[0] == 1
    code, _, err = in_process(capfd, "lock", tmp_path)
    assert (code, lock.read_text()) == (0, good)
    assert "was broken, and is written anew" in err


def test_what_is_broken_is_not_locked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec = walk(tmp_path)
    assert in_process(capfd, "lock", spec)[0] == 0
    before = (tmp_path / "toolwright.lock").read_bytes()
    spec.write_text(LOCAL.replace('data City from "data/cities.csv"', "data City fro"))
    assert codes(capfd, "lock", spec) == (1, [])
    assert (tmp_path / "toolwright.lock").read_bytes() == before
    # Nor is it said of what cannot be read that it is not read any more.
    assert codes(capfd, "check", spec, "--locked") == (1, [])


def test_libraries_have_no_lock_of_their_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "lib.tool"
    library.write_text('library lib { title: "Lib" }\nfn one() -> int = 1\n')
    assert codes(capfd, "check", library, "--locked") == (0, [])
    assert in_process(capfd, "lock", library)[0] == 2


def test_a_lock_that_cannot_be_read_or_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec = walk(tmp_path)
    (tmp_path / "toolwright.lock").mkdir()
    for command in ("check", "lock"):
        code, out, err = in_process(capfd, command, spec)
        assert (code, out) == (2, "")
        assert "toolwright.lock cannot be read" in err


def test_a_check_without_locks_reads_none(capfd: pytest.CaptureFixture[str]) -> None:
    assert codes(capfd, "check", SMALL) == (0, [])
    assert codes(capfd, "check", SMALL, "--locked") == (1, ["TW0917"])
