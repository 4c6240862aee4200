"""A run with low-rank additions: what it trains, what it leaves behind, and that it goes on where it was stopped."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from toolwright.cli import run
from toolwright.trainer.config.models import LoraSection
from toolwright.trainer.training.callbacks import WholeCallback
from toolwright.trainer.training.lora import targeted
from toolwright.trainer.training.stage import Unfit

from ...conftest import Built
from .test_resume import events

RANK = 3
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

[lora]
rank = 3
alpha = 6.0
dropout = 0.1

[sft]
steps = 2
batch_size = 4
learning_rate = 1e-2
max_length = 256

[grpo]
steps = 4
batch_size = 4
generations = 2
entropy = 0.1
kl = 0.1
learning_rate = 1e-2
max_completion_length = 30
max_turns = 2

[eval]
tasks_most = 1

[checkpoint]
every = 2
"""


def test_modules_that_are_not_there_are_told() -> None:
    model = torch.nn.ModuleDict({"layer": torch.nn.ModuleDict({"q_proj": torch.nn.Linear(2, 2)})})
    for targets in ("all-linear", ["q_proj"], ["layer.q_proj"]):
        targeted(model, LoraSection.model_validate({"targets": targets}))
    with pytest.raises(Unfit, match="no module `proj`; it has q_proj"):
        targeted(model, LoraSection(targets=["q_proj", "proj"]))


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """The tensors of a saved model."""
    loaded: dict[str, torch.Tensor] = load_file(folder / "model.safetensors")
    return loaded


def changes(before: Path, after: Path, out: Path) -> dict[str, float]:
    """By tensor, how much `analyze` says that it changed."""
    assert run(["analyze", str(before), str(after), "-o", str(out)]) == 0
    with (out / "tensors.csv").open() as file:
        return {row["tensor"]: float(row["relative"]) for row in csv.DictReader(file)}


@pytest.mark.slow
def test_a_run_with_low_rank_additions(
    tmp_path: Path, built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.set_num_threads(1)
    config = tmp_path / "run.toml"
    bundle = str(built.folder("city_population"))
    config.write_text(TEXT.format(bundle=bundle))
    out = tmp_path / "whole"
    assert run(["train", str(config), "-o", str(out)]) == 0
    # Each stage keeps what it added, and the model with it, which the next one begins with.
    start = out / "model"
    for stage in ("1-sft", "2-grpo"):
        adapter, model = out / "stages" / stage / "adapter", out / "stages" / stage / "model"
        assert json.loads((adapter / "adapter_config.json").read_text())["r"] == RANK
        assert not list(out.rglob("*.bin")) and not list((out / "stages" / stage).glob("checkpoint-*"))
        before, after = weights(start), weights(model)
        assert before.keys() == after.keys()
        ranks = {
            name: int(torch.linalg.matrix_rank(after[name] - before[name])) for name in after if after[name].dim() > 1
        }
        projections = {name for name in after if "_proj" in name}
        assert {name for name in after if not torch.equal(before[name], after[name])} == projections
        assert all(0 < ranks[name] <= RANK for name in projections)
        # What the additions change is what changed.
        found = changes(start, adapter, tmp_path / f"{stage}-adapter")
        merged = changes(start, model, tmp_path / f"{stage}-model")
        assert found == pytest.approx(merged, rel=1e-3) and {name for name in found if found[name]} == projections
        start = model
    assert not list(out.rglob("README.md")), "no card that knows neither the model nor the data"
    # The model is played like any other.
    capsys.readouterr()
    assert run(["eval", bundle, "--policy", f"hf:{start}", "--limit", "1", "--max-tokens", "8", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]
    # A stopped run goes on with its additions.
    figures = events(out)
    assert [each["step"] for each in figures] == [1, 2, 1, 2, 3, 4]
    mark = WholeCallback.on_save

    def stop(self: Any, args: Any, *rest: Any, **more: Any) -> None:
        mark(self, args, *rest, **more)
        if "grpo" in args.output_dir:
            raise KeyboardInterrupt

    stopped = tmp_path / "stopped"
    with monkeypatch.context() as patched:
        patched.setattr(WholeCallback, "on_save", stop)
        assert run(["train", str(config), "-o", str(stopped)]) == 130
    assert run(["train", str(config), "-o", str(stopped), "--resume"]) == 0
    assert events(stopped) == figures
    for name in ("adapter/adapter_model.safetensors", "model/model.safetensors"):
        assert (stopped / "stages/2-grpo" / name).read_bytes() == (out / "stages/2-grpo" / name).read_bytes()
