"""`toolwright diff` over bundles, specs and git revisions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from toolwright.cli import run

from ..conftest import Built
from .small import SPEC, edit, small_project


def git(*arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env={**os.environ, **who})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with one committed scenario and its bundle."""
    small_project(tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    assert run(["build", "specs", "-o", "bundles"]) == 0
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    return tmp_path


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capfd.readouterr()
    code = run(["diff", *arguments])
    return code, *capfd.readouterr()


def test_a_bundle_its_zip_and_its_spec_are_the_same(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "specs", "-o", "zips", "--zip"]) == 0
    ways = [f"bundles/{SPEC}", f"zips/{SPEC}.zip", f"specs/{SPEC}.tool"]
    for one in ways:
        for other in ways:
            assert said(capfd, one, other, "--level", "bytes") == (0, "no differences\n", "")
    assert said(capfd, ways[0], ways[1], "--json") == (0, "", "")


@pytest.mark.parametrize("thing", [f"specs/{SPEC}.tool", f"bundles/{SPEC}"])
def test_what_changed_since_a_commit(thing: str, repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert said(capfd, thing, "--level", "bytes")[:2] == (0, "no differences\n")
    edit(f"specs/{SPEC}.tool", '"Number of people who live in a city."', '"How many people live in a city."')
    assert run(["build", "specs", "-o", "bundles"]) == 0
    code, out, _ = said(capfd, thing)
    assert code == 0
    assert "document-changed" in out
    assert said(capfd, thing, "--level", "text")[0] == 1
    rows = [json.loads(line) for line in said(capfd, thing, "--json", "--against", "HEAD")[1].splitlines()]
    (words,) = [row for row in rows if row["rule"] == "document-changed"]
    assert words["where"] == "city_population"
    assert words["levels"] == ["base", "scaled"]
    assert words["after"].startswith("How many people")
    # From elsewhere, too.
    os.chdir("specs")
    assert said(capfd, f"../{thing}", "--level", "text")[0] == 1
    git("commit", "-qam", "second")
    assert said(capfd, f"../{thing}", "--level", "bytes")[0] == 0
    assert said(capfd, f"../{thing}", "--level", "text", "--against", "HEAD~1")[0] == 1


def test_a_change_of_rows_changes_answers(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name, country, people = Path("specs/data/cities.csv").read_text().splitlines()[1].split(",")[1:4]
    edit("specs/data/cities.csv", f"{name},{country},{people}", f"{name},{country},{int(people) + 1}")
    code, out, _ = said(capfd, f"specs/{SPEC}.tool", "--level", "answers")
    assert code == 1
    assert "answer-changed" in out
    assert "rows-changed" in out
    assert people in out
    assert str(int(people) + 1) in out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["specs/{SPEC}.tool", "--against", "nowhere"], "no revision `nowhere`"),
        (["specs/{SPEC}.tool", "--against", "--output=x"], "no revision"),
        (["specs/new.tool"], "not there at"),
        (["bundles/{SPEC}", "bundles/{SPEC}", "--against", "HEAD"], "not both"),
        (["bundles/{SPEC}", "nowhere"], "nowhere is no bundle"),
        (
            ["specs"],
            "specs at HEAD is no bundle: it has no manifest.json; to build what it holds, name the file",
        ),
        (["specs", "bundles/{SPEC}"], "specs is no bundle: it has no manifest.json; to build what it holds"),
        (["{OUTSIDE}"], "no git repository"),
    ],
)
def test_what_cannot_be_compared_is_said(
    arguments: list[str],
    why: str,
    repository: Path,
    built: Built,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copy(f"specs/{SPEC}.tool", "specs/new.tool")
    words = [word.format(SPEC=SPEC, OUTSIDE=built.folder(SPEC)) for word in arguments]
    code, out, err = said(capfd, *words)
    assert (code, out) == (2, "")
    assert why in err


def test_without_git_it_says_so(
    repository: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    code, out, err = said(capfd, f"bundles/{SPEC}")
    assert (code, out) == (2, "")
    assert "`git`" in err


def test_a_broken_spec_is_told_as_check_tells_it(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edit(f"specs/{SPEC}.tool", "found.population", "found.populaton")
    code, _, err = said(capfd, f"specs/{SPEC}.tool")
    assert code == 1
    assert "did you mean `population`" in err
