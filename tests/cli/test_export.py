"""`toolwright export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolwright.cli import run
from toolwright.trainer.data.parquet import read_parquet

from ..conftest import Built


@pytest.mark.parametrize("form", ["sft", "prefix", "episode", "preference", "kto", "task", "verl"])
def test_datasets_loads_the_folder(
    built: Built, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    bundle = str(built.folder("city_population"))
    out, options = tmp_path / "set", ["--limit", "12", "--held-out", "0.3", "--json"]
    assert run(["export", bundle, "--format", form, *options, "-o", str(out)]) == 0
    report = json.loads(capsys.readouterr().out)
    loaded = load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
    assert {name: loaded[name].num_rows for name in loaded} == {n: s["rows"] for n, s in report["splits"].items()}
    assert report == json.loads((out / "report.json").read_text())
    assert set(report["shared"]) == {"test"}
    message = (loaded["train"][0].get("messages") or loaded["train"][0]["prompt"])[0]
    assert message["role"] == "system" and isinstance(message["content"], str)


def test_what_an_earlier_export_held_out_does_not_stay(built: Built, tmp_path: Path) -> None:
    arguments = ["export", str(built.folder("city_population")), "--format", "sft", "--limit", "8", "-o", str(tmp_path)]
    assert run([*arguments, "--held-out", "0.4"]) == 0
    assert (tmp_path / "test.parquet").exists()
    assert run(arguments) == 0
    assert not (tmp_path / "test.parquet").exists()


def test_an_export_that_fails_midway_leaves_what_was_there(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    arguments = ["export", str(built.folder("city_population")), "--format", "sft", "-o", str(out)]
    assert run([*arguments, "--limit", "8", "--held-out", "0.4"]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolwright.trainer.data.write.dataset_report", full)
    assert run([*arguments, "--limit", "6"]) == 2
    assert f"{out} cannot be written: No space left" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_rounds_are_counted_by_files(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(built.folder("city_population"))
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for file, policy in zip(files, ("golden", "random"), strict=True):
        assert run(["rollout", bundle, "--policy", policy, "--limit", "4", "-o", str(file)]) == 0
    options = [part for file in files for part in ("--trajectories", str(file))]
    assert run(["export", bundle, "--format", "prefix", *options, "-o", str(tmp_path / "set")]) == 0
    rows = list(read_parquet(tmp_path / "set" / "train.parquet", ["round", "policy", "turn", "task"]))
    assert {(row["round"], row["policy"]) for row in rows} == {(1, "golden"), (2, "random")}
    assert "rows" in capsys.readouterr().out
    # The question alone is the same prefix in both rounds; episodes of both are compared there.
    assert run(["export", bundle, "--format", "preference", *options, "-o", str(tmp_path / "pairs")]) == 0
    pairs = list(read_parquet(tmp_path / "pairs" / "train.parquet", ["turn", "chosen_reward"]))
    assert pairs and all(pair == {"turn": 0, "chosen_reward": 1.0} for pair in pairs)
    again = ["export", bundle, "--format", "prefix", "--limit", "6", "-o", str(tmp_path / "x")]
    assert run([*again, "--against", bundle, "--against", str(tmp_path / "set")]) == 0
    assert "100.0%" in capsys.readouterr().out
    assert run([*again, "--against", str(tmp_path / "set"), "--without", "question", "--without", "duplicate"]) == 0
    assert "8 rows were left out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--format", "sft", "--without", "fact"], "--against or --held-out"),
        (["--format", "task", "--trajectories", "t.jsonl"], "task rows are made of tasks"),
        (["--format", "verl", "--noisy", "0.5"], "verl rows are made of tasks"),
        (["--format", "sft", "--level", "nowhere"], "no level 'nowhere'"),
        (["--format", "sft", "--trajectories", "missing.jsonl"], "missing.jsonl cannot be read"),
        (["--format", "what"], "'what' is not one of"),
        (["--format", "sft", "--trajectories", "t.jsonl", "--noisy", "0.5"], "played already"),
    ],
)
def test_what_cannot_be_exported_is_told(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    bundle = str(built.folder("city_population"))
    assert run(["export", bundle, *options, "-o", str(tmp_path / "set")]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "set").exists()


@pytest.fixture
def played(built: Built, tmp_path: Path) -> Path:
    """Episodes of one attempt a task."""
    file = tmp_path / "t.jsonl"
    bundle = str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", "golden", "--limit", "4", "-o", str(file)]) == 0
    return file


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--format", "preference"], "record several attempts at a task"),
        (["--format", "sft", "--least", "5"], "no episode earned 5 or more"),
        (["--format", "sft", "--level", "scaled"], "t.jsonl: no trajectory at level scaled"),
        (["--format", "sft", "--against", "{bundle}", "--without", "question"], "--without left out all 4 rows"),
    ],
)
def test_a_dataset_without_rows_is_not_written(
    built: Built, played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    bundle, out = str(built.folder("city_population")), tmp_path / "set"
    filled = [option.format(bundle=bundle) for option in options]
    assert run(["export", bundle, *filled, "--trajectories", str(played), "-o", str(out)]) == 1
    said = capsys.readouterr()
    assert says in said.err and "nothing was written" in said.err and said.out == "" and not out.exists()


def test_recorded_episodes_are_those_of_the_tasks_that_are_named(built: Built, played: Path, tmp_path: Path) -> None:
    bundle, options = str(built.folder("city_population")), ["--trajectories", str(played), "--limit", "3"]
    assert run(["export", bundle, "--format", "sft", *options, "-o", str(tmp_path / "set")]) == 0
    assert len(list(read_parquet(tmp_path / "set" / "train.parquet", ["task"]))) == 3


def test_a_folder_that_is_no_dataset_keeps_its_card(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("mine")
    bundle = str(built.folder("city_population"))
    assert run(["export", bundle, "--format", "task", "-o", str(tmp_path)]) == 2
    assert "its README.md would be lost" in capsys.readouterr().err
    assert (tmp_path / "README.md").read_text() == "mine"


def test_an_empty_split_has_no_file(
    built: Built, played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, out = str(built.folder("city_population")), tmp_path / "set"
    options = ["--trajectories", str(played), "--held-out", "1", "-o", str(out)]
    assert run(["export", bundle, "--format", "sft", *options]) == 0
    assert "the share for train holds no row" in capsys.readouterr().err
    assert not (out / "train.parquet").exists() and (out / "test.parquet").exists()
    assert "train.parquet" not in (out / "README.md").read_text()


def test_trajectories_of_another_bundle_are_told(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.jsonl"
    line = {"bundle": "f" * 64, "level": "base", "task": "x", "messages": []}
    file.write_text(f"\n{json.dumps(line)}\n")
    options = ["--format", "sft", "--trajectories", str(file), "-o", str(tmp_path / "set")]
    assert run(["export", str(built.folder("city_population")), *options]) == 2
    assert "t.jsonl:2: bundle ffffffffffff is not among the bundles named: 1 episode" in capsys.readouterr().err


def test_a_folder_called_as_the_held_out_share_stands_beside_it(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["export", str(built.folder("city_population")), "--format", "sft", "--limit", "8"]
    assert run([*arguments, "-o", "test"]) == 0
    assert run([*arguments, "--held-out", "0.4", "--against", "test", "-o", "set"]) == 0
    shared = json.loads((tmp_path / "set" / "report.json").read_text())["shared"]
    assert sorted(shared) == ["./test", "test"]
    # All tasks are in the folder, and only some in the share that trains.
    assert shared["./test"]["question"]["own"] > shared["test"]["question"]["own"]
