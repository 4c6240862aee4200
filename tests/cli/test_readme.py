"""The README is run as it stands: its commands, its first scenario, its mistakes and its Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import ROOT
from .test_commands import toolwright_process

README = (ROOT / "README.md").read_text(encoding="utf-8")
SCENARIO = re.findall(r"(?ms)^```\n(.*?)^```$", README)[0]


def block(language: str, containing: str) -> str:
    found: list[str] = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", README)
    return next(text for text in found if containing in text)


PLAYED = ("author_currency", "city_population", "shop_orders")
"""The scenarios that the commands are run over: all that they name. Every shipped one is built, proved and played in
other tests.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the commands of the README have been run."""
    here = tmp_path_factory.mktemp("readme")
    for name in (*PLAYED, "lib"):
        shutil.copytree(ROOT / "specs" / name, here / "specs" / name)
    commands = block("sh", "toolwright build").replace(". .venv/bin/activate\n", "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=here,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (here / "stdout").write_text(done.stdout)
    return here


def test_the_commands_work_in_a_row(folder: Path) -> None:
    said = (folder / "stdout").read_text()
    assert "\n717710\n" in said
    (total,) = (line for line in said.splitlines() if re.match(r"\W*all\W", line))
    assert total.count("100.0 [100-100]") == 5


def test_the_first_scenario_builds_without_a_finding(tmp_path: Path) -> None:
    (tmp_path / "city_population.tool").write_text(SCENARIO)
    for command in (("check", "."), ("build", ".", "-o", "out")):
        done = toolwright_process(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert "nothing to report" in toolwright_process("check", ".", cwd=tmp_path).stderr


def test_mistakes_are_shown_as_the_readme_shows_them(tmp_path: Path) -> None:
    shown = block("text", "error[")
    tool = re.findall(r"(?m)^\d+ \| (tool .*)$", shown)
    assert len(tool) == 1
    broken = SCENARIO.replace("found.population", "found.populaton") + "\n" + tool[0] + "\n"
    (tmp_path / "city_population.tool").write_text(broken)
    done = toolwright_process("check", "city_population.tool", cwd=tmp_path)
    assert done.returncode == 1
    assert shown in done.stderr


def test_the_python_gives_what_its_comments_say(folder: Path) -> None:
    lines, said = [], []
    for line in block("python", "environment.reset").splitlines():
        code, _, comment = line.partition("  # ")
        value = comment[:1] in ("{", "(")
        lines.append(f"print(({code}))" if value else code)
        said += [comment] if value else []
    assert said
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout.splitlines(), done.stderr) == (said, "")
