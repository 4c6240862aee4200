"""docs/play.md, done as it says."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from toolwright.cli import run

from ..conftest import ROOT, Built

DOCUMENT = (ROOT / "docs" / "play.md").read_text(encoding="utf-8")


def block(words: str) -> str:
    (found,) = re.findall(rf"(?ms)^```{words}\n(.*?)^```$", DOCUMENT)
    assert isinstance(found, str)
    return found


@pytest.fixture
def here(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "build").mkdir()
    for name in ("author_currency", "city_population"):
        (tmp_path / "build" / name).symlink_to(built.folder(name))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(name: str) -> list[list[str]]:
    blocks = "".join(re.findall(r"(?ms)^```sh\n(.*?)^```$", DOCUMENT))
    return [shlex.split(line)[1:] for line in blocks.splitlines() if line.startswith(f"toolwright {name} ")]


def test_what_is_played_is_shown(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(block("text typed").encode()), encoding="utf-8"))
    (play,) = commands("play")
    assert run(play) == 0
    assert block("text printed").strip() in capsys.readouterr().out
    # A file for each step, as training leaves them.
    steps = here / "runs" / "first" / "rollouts" / "2-grpo"
    steps.mkdir(parents=True)
    rollout = ["rollout", "build/city_population", "--policy", "golden", "--limit", "2"]
    for number in (1, 2):
        assert run([*rollout, "-o", str(steps / f"00000{number}-0.jsonl")]) == 0
    for show in commands("show"):
        assert run(show) == 0
    assert "Solve-F1 1.00" in capsys.readouterr().out
    assert (here / "episodes.html").stat().st_size > 1000


def test_calls_are_judged_as_it_says(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("tools.jsonl", "calls.jsonl"):
        (here / file).write_text(block(f"json {file}"), encoding="utf-8")
    (validate,) = commands("validate")
    assert run(validate) == 2
    assert capsys.readouterr().err == block("text told")
    written = (here / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    told = block("json verdicts.jsonl").splitlines()
    assert [json.loads(line) for line in written] == [json.loads(line) for line in told]


def test_the_codes_are_in_their_order() -> None:
    from toolwright.runtime.errors import ErrorCode

    listed = re.findall(r"`(\w+)`", DOCUMENT[DOCUMENT.index("Codes come in this order") :].partition(".\n")[0])
    assert listed == [code.value for code in ErrorCode][: len(listed)]
