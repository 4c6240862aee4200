"""Two processes train as one: rows are shared out, the main one writes, and a stopped run goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolwright.cli import run

from ...conftest import ROOT, Built
from .test_resume import events, one_thread

TEXT = """seed = 7

[bundle]
paths = ["{bundle}"]

[model]
path = "tiny"
device = "cpu"
max_turn_tokens = 8

[tiny]
hidden = 16
layers = 1
heads = 2
kv_heads = 1

[sft]
steps = 3
batch_size = 4
learning_rate = 5e-3
max_length = 256

[grpo]
steps = 4
batch_size = 8
generations = 2
entropy = 0.1
learning_rate = 1e-2
max_completion_length = 30
max_turns = 2
tasks = "unsolved"
probe_most = 6

[eval]
tasks_most = 1

[checkpoint]
every = 2
"""


@pytest.mark.slow
def test_two_processes_share_a_run(tmp_path: Path, built: Built, one_thread: None) -> None:
    config = tmp_path / "run.toml"
    config.write_text(TEXT.format(bundle=built.folder("city_population")))
    whole, stopped, alone = (tmp_path / name for name in ("whole", "stopped", "alone"))
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(ROOT / "configs" / "cpus.yaml")]
    script = [str(Path(__file__).parent / "in_two.py"), str(config), str(whole), str(stopped)]
    done = subprocess.run([*launch, *script], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    # Said and written once, by the main process, which alone plays the held-out tasks.
    assert done.stdout.count("report: ") == 2 and done.stderr.count("stopped") == 2
    figures = events(whole)
    assert [(each["stage"], each["step"]) for each in figures] == [
        *(("1-sft", step) for step in (1, 2, 3)),
        *(("2-grpo", step) for step in (1, 2, 3, 4)),
    ]
    assert sorted(path.name for path in (whole / "eval").iterdir()) == ["1-sft.json", "2-grpo.json", "before.json"]
    # The rows of a batch are those that one process takes: none is left out, none seen twice.
    text = config.read_text()
    config.write_text(text[: text.index("[grpo]")] + "[eval]\ntasks_most = 0\n")
    assert run(["train", str(config), "-o", str(alone)]) == 0
    losses = [each["loss"] for each in events(alone)]
    assert losses == pytest.approx([each["loss"] for each in figures[:3]], abs=1e-4)
    # Each process plays other groups, and draws what it draws from numbers of its own.
    for step in range(4):
        played = [
            [json.loads(line) for line in (whole / f"rollouts/2-grpo/{step:06}-{rank}.jsonl").read_text().splitlines()]
            for rank in (0, 1)
        ]
        first, second = ([each["task"] for each in own] for own in played)
        assert len(first) == len(second) == 4 and not set(first) & set(second)
        assert [each["messages"][2:] for each in played[0]] != [each["messages"][2:] for each in played[1]]
    # What was stopped and went on is what was not.
    assert events(stopped) == figures
    written = [path.relative_to(whole) for path in whole.rglob("*") if path.suffix in (".jsonl", ".safetensors")]
    assert len(written) == 3 + 8 + 1
    for path in written:
        if path.name != "events.jsonl":
            assert (stopped / path).read_bytes() == (whole / path).read_bytes(), path


__all__ = ["one_thread"]
