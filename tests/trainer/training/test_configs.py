"""The training files that ship: they are fine as they are, and say what the paper says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolwright.cli import run
from toolwright.trainer.config import read
from toolwright.trainer.config.document import documented, settings

from ...conftest import ROOT, Built

CONFIGS = sorted((ROOT / "configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_shipped_file_passes_its_dry_run(
    path: Path, built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a machine that has vLLM.
    monkeypatch.setattr("toolwright.trainer.training.installed.find_spec", lambda name: name)
    (tmp_path / "configs").mkdir()
    (tmp_path / "build").mkdir()
    shutil.copytree(built.folder("city_population"), tmp_path / "build" / "city_population")
    copied = Path(shutil.copy(path, tmp_path / "configs"))
    assert run(["train", str(copied), "--dry-run"]) == 0


def test_the_documented_settings_are_those_of_the_paper() -> None:
    for name in ("qwen2.5-7b", "qwen3-8b"):
        config = read(name, (ROOT / "configs" / f"{name}.toml").read_text()).config
        assert config and config.grpo and config.vllm
        grpo = config.grpo
        # 512 prompts a batch, 16 rollouts of each, updates by 32 prompts.
        assert grpo.batch_size * grpo.updates // grpo.generations == 512
        assert grpo.batch_size // grpo.generations == 32
        assert (grpo.learning_rate, grpo.weight_decay, grpo.warmup_steps) == (1e-6, 0.01, 0)
        assert (grpo.clip, grpo.dual_clip, grpo.kl, grpo.entropy) == (0.2, 3.0, 0.001, 0.001)
        assert (grpo.temperature, grpo.loss, grpo.scale, grpo.rounds) == (0.7, "grpo", "group", 3)
        assert (config.collect.temperature, config.collect.max_turns) == (1.0, 20)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "training.md").read_text("utf-8")
    assert documented(text) == text, "run `make docs`"
    lines = settings().splitlines()
    assert not [line for line in lines if line.endswith("|  |")], "a setting without a meaning"
