"""What a run's report says of the evaluations that it finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolwright.trainer.config import read
from toolwright.trainer.training.folder import RunFolder, write_json
from toolwright.trainer.training.report import write_report

TEXT = '[bundle]\npaths = ["b"]\n[model]\npath = "tiny"\n[sft]\nsteps = 1\n'


def evaluated(f1: list[float], malformed: float | None) -> list[dict[str, Any]]:
    """An evaluation of so many tasks, as runs keep it."""
    measures: dict[str, Any] = {
        name: {"mean": sum(f1) / len(f1), "low": 0.0, "high": 1.0}
        for name in ("solve_p", "solve_r", "solve_f1", "answer", "calls")
    }
    share = None if malformed is None else {"mean": malformed, "low": 0.0, "high": 1.0}
    row = {"kind": "all", "tasks": len(f1), "measures": {**measures, "goal": None, "malformed": share}}
    episodes = [
        {"bundle": "b", "level": "base", "task": f"t/{i}", "measures": {"solve_f1": value, "answer": value}}
        for i, value in enumerate(f1)
    ]
    return [{"tasks": "held out", "level": "base", "temperature": 0.0, "table": [row], "episodes": episodes}]


def test_models_are_set_against_the_one_before_task_by_task(tmp_path: Path) -> None:
    config = read("run.toml", TEXT).config
    assert config
    folder = RunFolder(tmp_path)
    write_json(tmp_path / "eval" / "before.json", evaluated([0.0, 0.5, 1.0, 0.0], None))
    write_json(tmp_path / "eval" / "1-sft.json", evaluated([1.0, 1.0, 1.0, 0.0], 0.25))
    text = write_report(folder, config)
    assert "| before | 37.5 [0-100] | 37.5 [0-100] | 37.5 [0-100] | 37.5 [0-100] | - | - | 0.38 |" in text
    assert "| 1-sft | 75.0 [0-100] | 75.0 [0-100] | 75.0 [0-100] | 75.0 [0-100] | - | 25.0 [0-100] | 0.75 |" in text
    assert "| 1-sft less before | Solve-F1 | +37.5 [+0 to +75] | 2 | 0 | 2 | 0.500 |" in text
    # A run of an earlier version kept no tasks.
    before = [{name: value for name, value in each.items() if name != "episodes"} for each in evaluated([0.0], None)]
    write_json(tmp_path / "eval" / "before.json", before)
    assert "task by task" not in write_report(folder, config)
