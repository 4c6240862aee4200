"""docs/ci.md is run as it stands: its workflow, its hooks and its commands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from ..conftest import ROOT
from .small import SPEC, edit, small_project

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def block(containing: str) -> Any:
    """What a block of YAML of the page says."""
    found = re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE)
    return yaml.safe_load(next(text for text in found if containing in text))


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, which has a committed scenario and bundle and a remote that has them as its `main`."""
    whole = tmp_path_factory.mktemp("committed")
    home = whole / "home"
    home.mkdir()
    script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m toolwright "$@"\n'
    (home / "toolwright").write_text(script)
    (home / "toolwright").chmod(0o755)
    folder = whole / "project"
    small_project(folder / "specs" / SPEC)
    assert bash(folder, "toolwright build specs -o bundles").returncode == 0
    done = bash(
        folder,
        "git init -q -b main .; git add .; git commit -qm first; git init -q --bare ../remote;"
        "git remote add origin ../remote; git push -q origin main; git fetch -q; git switch -qc topic",
    )
    assert done.returncode == 0, done.stderr
    return whole


@pytest.fixture
def repository(committed: Path, tmp_path: Path) -> Path:
    """A copy of that project, to be changed."""
    return Path(shutil.copytree(committed, tmp_path / "own")) / "project"


def bash(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run *command* as a step of GitHub Actions is run, with `toolwright` being this one."""
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    home = folder.parent / "home"
    env = {
        **os.environ,
        **who,
        "PATH": f"{home}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "GITHUB_BASE_REF": "main",
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def steps() -> dict[str, str]:
    """The commands of the workflow by their names, without the installation."""
    found = {step["name"]: step["run"] for step in block("runs-on")["jobs"]["scenarios"]["steps"] if "run" in step}
    assert found.pop("Install") == "pip install toolwright"
    return found


def test_the_workflow_passes_over_what_is_committed(repository: Path) -> None:
    for name, command in steps().items():
        done = bash(repository, command)
        assert done.returncode == 0, (name, done.stdout, done.stderr)


def failing(repository: Path) -> list[str]:
    return [name for name, command in steps().items() if bash(repository, command).returncode != 0]


def test_the_workflow_stops_what_it_names(repository: Path) -> None:
    spec = repository / "specs" / SPEC / f"{SPEC}.tool"
    style, findings, bundles, _, answers = steps()
    edit(spec, "seed 7", "seed  7")
    # Layout is no meaning, but the manifest names the hash of the file.
    assert failing(repository) == [style, bundles]
    edit(spec, "seed  7", "seed 7")
    edit(spec, "return found.population", "return found.populaton")
    assert failing(repository) == [findings, bundles]
    edit(spec, "return found.populaton", "return found.population + 1")
    assert bash(repository, "toolwright build specs -o bundles && git commit -qam second").returncode == 0
    assert failing(repository) == [answers]


def test_the_hooks_do_what_the_page_says(repository: Path) -> None:
    used = {hook["id"]: hook for hook in block("toolwright-fmt")["repos"][0]["hooks"]}
    assert set(used) == set(HOOKS)
    names = bash(repository, "git ls-files").stdout.split()

    def run_hook(name: str) -> subprocess.CompletedProcess[str]:
        """As pre-commit runs a hook."""
        hook = {**HOOKS[name], **used[name]}
        files = [file for file in names if re.search(hook["files"], file)]
        words = [
            *shlex.split(hook["entry"]),
            *hook.get("args", ()),
            *(files if hook.get("pass_filenames", True) else ()),
        ]
        assert files
        return bash(repository, shlex.join(words))

    for name in used:
        assert run_hook(name).returncode == 0
    spec = repository / "specs" / SPEC / f"{SPEC}.tool"
    edit(spec, "seed 7", "seed  7")
    run_hook("toolwright-fmt")
    assert "seed 7" in spec.read_text()
    edit(repository / "specs" / SPEC / "data" / "cities.csv", "\noslo,", "\nnew_york,\noslo,")
    assert run_hook("toolwright-check").returncode == 1


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a/b.tool", {"toolwright-check", "toolwright-fmt"}),
        ("rows.csv", {"toolwright-check"}),
        ("toolwright.lock", {"toolwright-check"}),
        ("specs/toolwright.lock", {"toolwright-check"}),
        ("poetry.lock", set()),
        ("a.tool.md", set()),
    ],
)
def test_the_hooks_run_for_their_files(name: str, wanted: set[str]) -> None:
    assert {hook["id"] for hook in HOOKS.values() if re.search(hook["files"], name)} == wanted


def test_the_commands_of_the_page_exist(repository: Path) -> None:
    (shell,) = re.findall(r"(?ms)^```sh\n(.*?)^```$", PAGE)
    for line in shell.replace("shop_orders/shop_orders", f"{SPEC}/{SPEC}").splitlines():
        done = bash(repository, line)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
