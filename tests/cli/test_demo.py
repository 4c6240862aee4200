"""The demo as a real process, a few training steps only: the way, not the gain (after as few, no task is solved, and
GRPO has nothing to learn from; `trainer/test_environment.py` shows that it moves a model where rewards differ).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_quick_demo_goes_all_the_way(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "toolwright", "demo", "--quick", "-o", str(tmp_path / "demo")]
    # The other processor is busy with other tests: two threads would wait for each other most of the time.
    one = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=one, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "tasks proved" in done.stdout and "after GRPO" in done.stdout
    assert (tmp_path / "demo" / "learning_curve.png").read_bytes().startswith(b"\x89PNG")
    report = json.loads((tmp_path / "demo" / "model" / "report.json").read_text())
    assert [stage["stage"] for stage in report["stages"]] == ["before", "after SFT", "after GRPO"]
    assert len(report["logs"]["sft"]) == 12 and len(report["logs"]["grpo"]) == 2
    assert report["logs"]["sft"][-1]["values"]["loss"] < report["logs"]["sft"][0]["values"]["loss"]
    model = tmp_path / "demo" / "model" / "grpo"
    bundle = tmp_path / "demo" / "bundles" / "city_population"
    play = ["rollout", str(bundle), "--policy", f"hf:{model}", "--limit", "2", "-o", str(tmp_path / "t.jsonl")]
    assert subprocess.run([sys.executable, "-m", "toolwright", *play], env=one, check=False).returncode == 0
