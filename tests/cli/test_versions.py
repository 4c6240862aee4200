"""Two versions of a scenario have one name and are two bundles: commands tell them apart, or refuse to take both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.runtime import Bundle

from .small import SPEC, edit, small_project


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The folders of two bundles of one name, of 8 and 12 tasks; the same task asks for another row in each."""
    folders = []
    for name, rows in (("old", 4), ("new", 6)):
        folder = tmp_path_factory.mktemp(name)
        small_project(folder / "spec", rows)
        assert run(["build", str(folder / "spec"), "-o", str(folder)]) == 0
        folders.append(str(folder / SPEC))
    old, new = folders
    return old, new


@pytest.fixture
def both(versions: tuple[str, str], tmp_path: Path) -> str:
    """Episodes of both."""
    file = str(tmp_path / "both.jsonl")
    assert run(["rollout", *versions, "--policy", "golden", "-o", file]) == 0
    return file


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    """What *command* prints as JSON."""
    capsys.readouterr()
    assert run([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_episodes_of_both_are_scored_with_their_own(
    versions: tuple[str, str], both: str, capsys: pytest.CaptureFixture[str]
) -> None:
    scored = printed(capsys, "score", *versions, both)
    assert {episode["reward"] for episode in scored["episodes"]} == {1.0}
    assert (len(scored["episodes"]), scored["table"][-1]["tasks"]) == (20, 20)
    assert len({episode["bundle"] for episode in scored["episodes"]}) == 2


@pytest.mark.parametrize("recorded", [True, False])
def test_tasks_of_both_are_evaluated_apart(
    versions: tuple[str, str], both: str, recorded: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    what = ["--trajectories", both] if recorded else ["--policy", "golden"]
    tables = printed(capsys, "eval", *versions, *what)["tables"]
    assert sorted(tables) == ["bundle", "kind"]
    tasks = {row["kind"]: row["tasks"] for row in tables["bundle"]["golden"]}
    assert sorted(tasks.values()) == [8, 12, 20] and tasks["all"] == 20
    assert all(name.startswith(SPEC) for name in tasks if name != "all")
    assert all(row["measures"]["answer"]["mean"] == 1.0 for table in tables.values() for row in table["golden"])


def test_policies_are_compared_on_tasks_of_the_same_version(
    versions: tuple[str, str], both: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, file = versions[0], str(tmp_path / "old.jsonl")
    assert run(["rollout", old, "--policy", "random", "-o", file]) == 0
    found = printed(capsys, "eval", *versions, "--trajectories", both, "--compare", file)["compared"]
    assert found["kind"]["golden"][-1]["tasks"] == 8


def test_episodes_of_one_version_are_no_measure_for_those_of_another(
    versions: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files: list[str] = []
    for bundle in versions:
        files.append(f"{tmp_path}/{len(files)}.jsonl")
        assert run(["rollout", bundle, "--policy", "golden", "-o", files[-1]]) == 0
    assert run(["eval", *versions, "--trajectories", files[0], "--compare", files[1]]) == 2
    assert "holds no episode of the same tasks: other versions of a bundle" in capsys.readouterr().err


def test_a_bundle_that_is_named_twice_is_one(
    versions: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = versions[0]
    again = f"{old}/../{SPEC}"
    file = str(tmp_path / "t.jsonl")
    assert run(["rollout", old, again, "--policy", "golden", "-o", file]) == 0
    assert len(Path(file).read_text().splitlines()) == 8
    assert printed(capsys, "eval", old, again, "--policy", "golden")["tables"]["kind"]["golden"][-1]["tasks"] == 8


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["serve", "--http", "0"], "sessions ask for a bundle by its name: serve one of them"),
        (["export", "--format", "sft", "-o", "{tmp}/set"], "rows say their bundle by its name: export one of them"),
    ],
)
def test_what_goes_by_name_takes_one_of_them(
    versions: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    why: str,
) -> None:
    old, new = versions
    monkeypatch.setattr("toolwright.cli.serve._http", lambda *_: None)
    name, *options = [part.format(tmp=tmp_path) for part in command]
    assert run([name, old, new, *options]) == 2
    said = capsys.readouterr().err
    assert f"two different bundles are called {SPEC}: {old} and {new}" in said and why in said
    assert run([name, old, f"{old}/../{SPEC}", *options]) == 0


@pytest.mark.parametrize("key", ["paths", "held_out_paths"])
def test_a_training_file_names_one_of_them(
    versions: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    old, new = versions
    small_project(tmp_path / "spec", 5)
    edit(tmp_path / "spec" / f"{SPEC}.tool", f"scenario {SPEC}", "scenario other")
    (tmp_path / "spec" / f"{SPEC}.tool").rename(tmp_path / "spec" / "other.tool")
    assert run(["build", str(tmp_path / "spec"), "-o", str(tmp_path)]) == 0
    text = '[bundle]\npaths = ["other"]\n[model]\npath = "tiny"\ndevice = "cpu"\n[sft]\nsteps = 1\n'
    (tmp_path / "t.toml").write_text(text)

    def checked(*paths: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["train", str(tmp_path / "t.toml"), f"bundle.{key}={json.dumps(paths)}", "--dry-run"])
        return code, capsys.readouterr().err

    code, said = checked(old, new)
    assert code == 1 and f"two different bundles are called `{SPEC}`: {old} and {new}" in said
    assert checked(old, f"{old}/../{SPEC}")[0] == 0


@pytest.mark.parametrize("command", ["score", "show"])
def test_a_bundle_that_is_not_named_is_told_once(
    versions: tuple[str, str], both: str, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    old, new = (Bundle.load(path) for path in versions)
    capsys.readouterr()
    arguments = [versions[0], both] if command == "score" else [both, versions[0]]
    assert run([command, *arguments]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    place = f"{both}:{len(old.level().tasks) + 1}"
    assert said == f"{place}: another version of {SPEC}, {new.id[:12]}, is not among the bundles named: 12 episodes"


@pytest.mark.parametrize("command", ["score", "show"])
@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"bundle_name": "shop\x1b[31m"}, "shop\\x1b[31m, ffffffffffff,"),
        ({"bundle_name": 7}, "bundle ffffffffffff"),
        ({}, "bundle ffffffffffff"),
    ],
)
def test_strangers_are_called_as_their_lines_say(
    versions: tuple[str, str],
    both: str,
    capsys: pytest.CaptureFixture[str],
    command: str,
    told: dict[str, Any],
    said: str,
) -> None:
    stranger = {"bundle": "f" * 64, "level": "base", "task": "t", "messages": [], **told}
    with Path(both).open("a") as file:
        file.write(json.dumps(stranger) + "\n")
    capsys.readouterr()
    assert run([command, *([*versions, both] if command == "score" else [both, *versions])]) == 2
    assert capsys.readouterr().err == f"{both}:21: {said} is not among the bundles named: 1 episode\n"


def test_shown_episodes_say_which_version_they_are_of(
    versions: tuple[str, str], both: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{SPEC} {Bundle.load(path).id[:12]}" for path in versions]
    capsys.readouterr()
    assert run(["show", both, *versions]) == 0
    out = capsys.readouterr().out
    assert [out.count(f"  {name} base") for name in names] == [8, 12]
    assert run(["show", both, *versions, "--html", str(tmp_path / "page.html")]) == 0
    page = (tmp_path / "page.html").read_text()
    assert [page.count(f'"bundle":"{name}"') for name in names] == [8, 12]
