"""`toolwright eval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolwright.cli import run
from toolwright.trainer.evaluate import Table

from ..conftest import Built


@pytest.fixture
def recorded(built: Built, tmp_path: Path) -> dict[str, Path]:
    files = {}
    for policy in ("noisy", "random"):
        files[policy] = tmp_path / f"{policy}.jsonl"
        options = ["--policy", policy, "--limit", "12", "-o", str(files[policy])]
        assert run(["rollout", str(built.folder("city_population")), *options]) == 0
    return files


def test_recorded_episodes_measure_as_played_ones(
    built: Built, recorded: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = str(built.folder("city_population"))
    assert run(["eval", bundle, "--policy", "noisy", "--policy", "random", "--limit", "12", "--json"]) == 0
    played = json.loads(capsys.readouterr().out)
    options = [part for file in recorded.values() for part in ("--trajectories", str(file))]
    assert run(["eval", bundle, *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == played
    assert list(played["tables"]) == ["kind"] and set(played["tables"]["kind"]) == {"noisy", "random"}
    assert played["tables"]["kind"]["noisy"][-1]["tasks"] == 12


def test_levels_and_attempts(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(built.folder("city_population"))
    levels = ["--level", "base", "--level", "scaled", "--n", "2", "--limit", "3"]
    assert run(["eval", bundle, "--policy", "golden", *levels, "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert {row["kind"]: row["tasks"] for row in tables["level"]["golden"]} == {"base": 3, "scaled": 3, "all": 6}
    assert all(row["measures"]["solve_f1"]["mean"] == 1.0 for row in tables["level"]["golden"])


def test_comparison(
    built: Built, recorded: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, picture = str(built.folder("city_population")), tmp_path / "plot.png"
    options = ["--trajectories", str(recorded["noisy"]), "--compare", str(recorded["random"])]
    assert run(["eval", bundle, *options, "--plot", str(picture)]) == 0
    out = capsys.readouterr().out
    assert "noisy less" in out and "sign test" in out
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(["eval", bundle, *options, "--json"]) == 0
    (overall,) = (c for c in json.loads(capsys.readouterr().out)["compared"]["kind"]["noisy"] if c["kind"] == "all")
    assert overall["tasks"] == 12
    assert overall["differences"]["answer"]["estimate"]["mean"] == 1.0
    assert overall["differences"]["answer"]["p"] == 2 / 2**12
    assert run(["eval", bundle, *options, "--markdown"]) == 0
    assert "| all | 12 | answer | +100.0 | +100.0 to +100.0 | 12 | 0 | 0 | < 0.001 |" in capsys.readouterr().out


def test_recorded_episodes_are_those_of_the_levels_and_tasks_that_are_named(
    built: Built, recorded: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, both = str(built.folder("city_population")), tmp_path / "both.jsonl"
    assert run(["rollout", bundle, "--policy", "noisy", "--level", "scaled", "--limit", "5", "-o", str(both)]) == 0
    both.write_bytes(both.read_bytes() + recorded["noisy"].read_bytes())
    for options, tasks in (
        ([], {"base": 12, "scaled": 5, "all": 17}),
        (["--level", "scaled"], {"scaled": 5, "all": 5}),
        (["--limit", "3"], {"base": 3, "scaled": 3, "all": 6}),
        (["--level", "base", "--limit", "3", "--compare", str(recorded["random"])], {"base": 3, "all": 3}),
    ):
        assert run(["eval", bundle, "--trajectories", str(both), *options, "--by", "level", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert {row["kind"]: row["tasks"] for row in told["tables"]["level"]["noisy"]} == tasks
    assert told["compared"]["level"]["noisy"][-1]["tasks"] == 3


def test_the_picture_of_a_comparison_shows_both(
    built: Built, recorded: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, int] = {}

    def draw(tables: dict[str, Table], path: Path) -> None:
        drawn.update({label: table.rows[-1].tasks for label, table in tables.items()})

    monkeypatch.setattr("toolwright.cli.eval._drawer", lambda: draw)
    options = ["--policy", "golden", "--limit", "4", "--compare", str(recorded["random"])]
    assert run(["eval", str(built.folder("city_population")), *options, "--plot", str(tmp_path / "p.png")]) == 0
    assert drawn == {"golden": 4, "random": 4}


def test_lines_that_cannot_be_read_are_all_told(
    built: Built, recorded: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, file = str(built.folder("city_population")), recorded["noisy"]
    line = json.loads(file.read_text().splitlines()[0])
    wrong = [{**line, "messages": [{"role": role, "content": ""}]} for role in ("tol", 5, None)]
    wrong += [{**line, "task": "none/1"}, {**line, "level": "none"}, {**line, "bundle": "f" * 64}]
    file.write_text("no json\n" + "".join(json.dumps(each) + "\n" for each in (*wrong, line)))
    for command in (
        ["score", bundle, str(file), "--json"],
        ["eval", bundle, "--trajectories", str(file)],
        ["export", bundle, "--format", "sft", "--trajectories", str(file), "-o", str(file.parent / "set")],
    ):
        assert run(command) == 2
        said = capsys.readouterr()
        assert [f"{file}:{number}: " in said.err for number in range(1, 9)] == [True] * 7 + [False]
        assert 'message 1 has the role "tol"; there are system' in said.err and "message 1 has no role" in said.err
        assert command[0] != "score" or len(json.loads(said.out)["episodes"]) == 1
    assert not (file.parent / "set").exists()


def test_files_of_one_policy_are_told_apart(
    built: Built, recorded: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later.jsonl"
    later.write_bytes(recorded["noisy"].read_bytes())
    options = [part for file in (recorded["noisy"], later, later) for part in ("--trajectories", str(file))]
    assert run(["eval", str(built.folder("city_population")), *options, "--json"]) == 0
    labels = set(json.loads(capsys.readouterr().out)["tables"]["kind"])
    assert labels == {"noisy", "later", "later (2)"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "what is to be evaluated"),
        (["--policy", "golden", "--json", "--markdown"], "choose one"),
        (["--policy", "nobody"], "no policy `nobody`"),
        (["--policy", "golden", "--level", "nowhere"], "no level 'nowhere'"),
        (["--trajectories", "missing.jsonl"], "missing.jsonl cannot be read"),
        (["--policy", "golden", "--limit", "2", "--compare", "{empty}"], "empty.jsonl holds no trajectory"),
        (["--policy", "golden", "--limit", "2", "--plot", "{empty}"], "cannot be written"),
        (["--trajectories", "{empty}", "--n", "2"], "--n is for playing"),
        (["--trajectories", "{empty}", "--no-thinking"], "--thinking is for playing"),
        (["--trajectories", "{empty}", "--level", "nowhere"], "no level 'nowhere'"),
        (["--trajectories", "{empty}", "--level", "scaled", "--limit", "4"], "at level scaled of the first 4 tasks"),
    ],
)
def test_what_cannot_be_evaluated_is_told(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    given = [option.format(empty=tmp_path / "empty.jsonl") for option in options]
    assert run(["eval", str(built.folder("city_population")), *given]) == 2
    assert says in capsys.readouterr().err


def test_tasks_that_nobody_else_played_are_told(
    built: Built, recorded: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--policy", "golden", "--level", "scaled", "--limit", "2", "--compare", str(recorded["random"])]
    assert run(["eval", str(built.folder("city_population")), *options]) == 2
    assert "holds no episode of the same tasks" in capsys.readouterr().err
