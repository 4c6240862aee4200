"""A run that is killed and goes on ends as one that was not: the same figures, the same model."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from toolwright.cli import run

from ...conftest import Built

CLOCKED = ("step_time", "environment_seconds")
"""Figures that say how long something took."""
TEXT = """seed = {seed}

[bundle]
paths = ["{bundle}"]

[model]
path = "tiny"
device = "cpu"

[tiny]
hidden = 16
layers = 1
heads = 2
kv_heads = 1

[sft]
steps = 6
batch_size = 4
learning_rate = 5e-3
warmup_steps = 2
max_length = 256

[grpo]
steps = 6
batch_size = 4
generations = 2
updates = 2
learning_rate = 1e-3
max_completion_length = 40
max_turns = 2

[eval]
tasks_most = 0

[checkpoint]
every = 2
"""


def events(folder: Path) -> list[dict[str, Any]]:
    """The figures of a run, but for times."""
    path = folder / "events.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return [{name: value for name, value in line.items() if name not in CLOCKED} for line in lines]


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sums hang on how many threads make them: as many in this process as in those that it starts."""
    before = torch.get_num_threads()
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def killed(config: Path, out: Path, lines: int, *options: str) -> None:
    """Start a run and kill it as soon as so many lines of figures are there."""
    command = [sys.executable, "-m", "toolwright", "train", str(config), "-o", str(out), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    try:
        until = time.monotonic() + 300
        path = out / "events.jsonl"
        while not path.exists() or path.read_text().count("\n") < lines:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < until
            time.sleep(0.005)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.slow
def test_a_killed_run_ends_as_one_that_was_not(tmp_path: Path, built: Built, one_thread: None) -> None:
    seed = 7
    config = tmp_path / "run.toml"
    config.write_text(TEXT.format(seed=seed, bundle=built.folder("city_population")))
    assert run(["train", str(config), "-o", str(tmp_path / "whole")]) == 0
    draw = random.Random(time.time_ns())
    out = tmp_path / "stopped"
    first, second = draw.randint(1, 5), draw.randint(7, 11)
    killed(config, out, first)
    killed(config, out, second, "--resume")
    assert run(["train", str(config), "-o", str(out), "--resume"]) == 0
    assert events(out) == events(tmp_path / "whole"), (first, second)
    assert len(events(out)) == 12
    model = "stages/2-grpo/model/model.safetensors"
    assert (out / model).read_bytes() == (tmp_path / "whole" / model).read_bytes()
    rollouts = "rollouts/2-grpo"
    names = sorted(path.name for path in (out / rollouts).iterdir())
    assert names == sorted(path.name for path in (tmp_path / "whole" / rollouts).iterdir())
    for name in names:
        assert (out / rollouts / name).read_bytes() == (tmp_path / "whole" / rollouts / name).read_bytes()
    # A run that is done is left as it is.
    before = {path: path.stat().st_mtime_ns for path in (out / "stages").rglob("*.safetensors")}
    assert run(["train", str(config), "-o", str(out), "--resume"]) == 0
    assert before == {path: path.stat().st_mtime_ns for path in (out / "stages").rglob("*.safetensors")}


def test_a_checkpoint_that_was_cut_off_is_not_gone_on_from(tmp_path: Path) -> None:
    from toolwright.trainer.training.callbacks import newest_checkpoint

    assert newest_checkpoint(tmp_path) is None
    for step in (2, 10):
        (tmp_path / f"checkpoint-{step}").mkdir()
    assert newest_checkpoint(tmp_path) is None
    (tmp_path / "checkpoint-2" / "whole.json").write_text("{}")
    assert newest_checkpoint(tmp_path) == tmp_path / "checkpoint-2"
    (tmp_path / "checkpoint-10" / "whole.json").write_text("{}")
    assert newest_checkpoint(tmp_path) == tmp_path / "checkpoint-10"
