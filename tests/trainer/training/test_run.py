"""Whole runs on a model that learns nothing in so few steps: every stage, what is measured, and what is left behind."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.trainer.config import read, resolved
from toolwright.trainer.training.run import legs

from ...conftest import Built

TEXT = """[bundle]
paths = ["{bundle}"]
levels = ["base", "scaled"]

[model]
path = "tiny"
device = "cpu"
max_turn_tokens = 16

[tiny]
hidden = 16
layers = 1
heads = 2
kv_heads = 1

[sft]
steps = 16
batch_size = 8
learning_rate = 1e-2
max_length = 256

[collect]
tasks_most = 4

[pairs]
candidates = 4
gap = 0.01

[eval]
tasks_most = 1
levels = ["scaled"]

[checkpoint]
every = 0
"""
ROLLOUTS = "steps = 1\nbatch_size = 4\ngenerations = 2\nlearning_rate = 1e-3\nmax_completion_length = 40\n"
PREFERENCE = "steps = 1\nbatch_size = 2\nlearning_rate = 1e-3\nmax_length = 256\n"


def ran(folder: Path, text: str) -> tuple[Path, list[dict[str, Any]]]:
    """The folder of a run of *text*, and its figures."""
    config = folder / "run.toml"
    config.write_text(text)
    out = folder / "out"
    assert run(["train", str(config), "-o", str(out)]) == 0
    return out, [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_every_stage_runs_and_leaves_its_model(
    tmp_path: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEXT.format(bundle=built.folder("city_population"))
    text += f'[grpo]\non = "prefixes"\nrounds = 2\n{ROLLOUTS}kl = 0.1\n'
    text += f'[reinforce]\ntasks = "unsolved"\nprobe_most = 4\ncredit = "turn"\n{ROLLOUTS}'
    text += f"[dpo]\n{PREFERENCE}[kto]\n{PREFERENCE}"
    out, events = ran(tmp_path, text)
    names = ["1-sft", "2-grpo-round-1", "2-grpo-round-2", "3-reinforce", "4-dpo", "5-kto"]
    config = read("run.toml", text).config
    assert config and [leg.name for leg in legs(config)] == names
    assert list(dict.fromkeys(event["stage"] for event in events)) == names
    losses = [event["loss"] for event in events if event["stage"] == "1-sft"]
    assert losses[-1] < losses[0]
    for name in names:
        assert (out / "stages" / name / "model" / "model.safetensors").exists()
        assert not list((out / "stages" / name).glob("checkpoint-*"))
    models = [(out / "stages" / name / "model" / "model.safetensors").read_bytes() for name in names]
    assert models[3] != models[4], "pairs move the model"
    assert not list(out.rglob("*.bin"))
    # What is measured, and how it is shown.
    for name in ("before", *names):
        tables = json.loads((out / "eval" / f"{name}.json").read_text())
        assert [table["level"] for table in tables] == ["scaled"]
    report = (out / "report.md").read_text()
    assert report.count("| 5-kto |") == 1 and "## 3-reinforce" in report
    assert (out / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert "| before |" in capsys.readouterr().out
    assert tomllib.loads((out / "config.toml").read_text()) == tomllib.loads(resolved(config))
    # Recorded rollouts are trajectories like any others.
    (rollouts,) = (out / "rollouts" / "3-reinforce").iterdir()
    bundle = str(built.folder("city_population"))
    assert run(["score", bundle, str(rollouts), "--json"]) == 0
    attempts: dict[str, list[int]] = {}
    for row in map(json.loads, rollouts.read_text().splitlines()):
        attempts.setdefault(row["task"], []).append(row["sample"])
        assert row["bundle_name"] == "city_population"
    assert all(samples == list(range(len(samples))) for samples in attempts.values())
    assert any(len(samples) > 1 for samples in attempts.values())


@pytest.mark.slow
def test_a_curriculum_rises_while_it_trains(tmp_path: Path, built: Built) -> None:
    text = TEXT.format(bundle=built.folder("city_population")).replace("tasks_most = 1", "tasks_most = 0")
    text = text.replace("[collect]\ntasks_most = 4\n", "").replace("[pairs]\ncandidates = 4\ngap = 0.01\n", "")
    text += f"[grpo]\n{ROLLOUTS.replace('steps = 1', 'steps = 3')}"
    text += "[curriculum]\nthreshold = 0.0\nwindow = 4\nrehearsal = 0.0\n"
    out, events = ran(tmp_path, text)
    # The level of a step is the one that its rollouts were played at, as a whole number.
    levels = [event["level"] for event in events if "level" in event]
    assert levels == [0, 1, 1] and all(type(level) is int for level in levels)
    played = [
        {json.loads(line)["level"] for line in path.read_text().splitlines()}
        for path in sorted((out / "rollouts" / "2-grpo").iterdir())
    ]
    assert played == [{"base"}, {"scaled"}, {"scaled"}]
