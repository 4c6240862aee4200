"""`toolwright analyze`, on models as a run leaves them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from toolwright.cli import run
from toolwright.trainer.tiny import build_model, build_tokenizer

from ..conftest import Built


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`before` and `after`, which has other MLPs in its lowest layer."""
    folder = tmp_path_factory.mktemp("models")
    tokenizer = build_tokenizer(["How many people live in Lima?"])
    torch.manual_seed(0)
    model = build_model(tokenizer)
    for name in ("before", "after"):
        tokenizer.save_pretrained(folder / name)
        model.save_pretrained(folder / name)
        with torch.no_grad():
            model.model.layers[0].mlp.up_proj.weight.mul_(1.5)
    return folder


def test_what_training_changed(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["analyze", str(models / "before"), str(models / "after"), "-o", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "change by module" in shown and "model.layers.0.mlp.up_proj.weight" in shown
    with (out / "tensors.csv").open() as file:
        rows = {row["tensor"]: row for row in csv.DictReader(file)}
    changed = [name for name, row in rows.items() if row["changed_share"] != "0.0"]
    assert changed == ["model.layers.0.mlp.up_proj.weight"]
    assert abs(float(rows[changed[0]]["relative"]) - 0.5) < 1e-6
    said = json.loads((out / "analysis.json").read_text())
    assert abs(said["modules"]["up"]["changed_share"] * said["modules"]["up"]["elements"]) > 0
    assert said["layers"]["1"]["norm_change"] == 0.0
    assert (out / "heatmap.png").read_bytes().startswith(b"\x89PNG")


def test_grafts_are_played(models: Path, tmp_path: Path, built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["analyze", str(models / "before"), str(models / "after"), "-o", str(tmp_path / "out")]
    arguments += ["--graft", "layers=0:modules=mlp", "--controls", "1", "--limit", "1", "--max-tokens", "4"]
    assert run([*arguments, "--eval", str(built.folder("city_population"))]) == 0
    shown = capsys.readouterr()
    assert "Solve-F1, which has no gain to share: 0.000 before, 0.000 after" in shown.out
    assert "layers=0:modules=mlp" in shown.out and "there is no gain to share" in shown.err
    said = json.loads((tmp_path / "out" / "gain.json").read_text())
    assert said["before"] == said["after"] == 0.0 and len(said["parts"][0]["controls"]) == 1
    assert not (tmp_path / "out" / "grafts").exists(), "nothing is left of models that were played"


def test_grafts_are_kept_where_nobody_plays_them(models: Path, tmp_path: Path) -> None:
    arguments = ["analyze", str(models / "before"), str(models / "after"), "-o", str(tmp_path / "out")]
    assert run([*arguments, "--graft", "layers=0", "--controls", "1"]) == 0
    made = tmp_path / "out" / "grafts" / "layers_0"
    assert sorted(folder.name for folder in made.iterdir()) == ["only", "random-0", "without"]
    AutoModelForCausalLM.from_pretrained(made / "random-0")


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_analysis_that_is_stopped_midway_leaves_what_was_there(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: BaseException
) -> None:
    out, one, other = tmp_path / "out", str(models / "before"), str(models / "after")
    assert run(["analyze", one, other, "-o", str(out), "--graft", "layers=0", "--controls", "0"]) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def stopped(*_: object) -> None:
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr("toolwright.trainer.analysis.heatmap.heatmap", stopped)
        for place in (out, tmp_path / "new"):
            assert run(["analyze", other, one, "-o", str(place)]) != 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert run(["analyze", other, one, "-o", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["analysis.json", "heatmap.png", "tensors.csv"]


def test_a_graft_is_not_overwritten_while_it_is_read(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, one = tmp_path / "out", str(models / "before")
    assert run(["analyze", one, str(models / "after"), "-o", str(out), "--graft", "layers=0", "--controls", "0"]) == 0
    graft = out / "grafts" / "layers_0" / "only"
    assert run(["analyze", one, str(graft), "-o", str(out)]) == 2
    assert "would overwrite it" in capsys.readouterr().err and (graft / "config.json").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--graft", "layers=7"], "the model has no tensor in layers=7"),
        (["--graft", "layer=0"], "'layer=0' selects nothing"),
        (["--graft", "modules=nose"], "'nose' in 'modules=nose' is no module: attention, mlp"),
        (["--eval", "x"], "--eval plays grafts"),
    ],
)
def test_what_cannot_be_done_is_told(
    more: list[str], says: str, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["analyze", str(models / "before"), str(models / "after"), "-o", str(out), *more]) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_a_checkpoint_that_is_not_there_is_told(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["analyze", str(models / "before"), str(tmp_path / "no"), "-o", str(tmp_path / "out")]) == 2
    assert f"{tmp_path / 'no'} is not there" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["run/stages/10-grpo", "run"])
def test_the_model_of_a_stage_is_proposed(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    for stage in ("stages/10-grpo", "stages/2-sft", ""):
        model = tmp_path / "run" / stage / "model"
        model.mkdir(parents=True)
        (model / "config.json").write_text("{}")
    says = f"did you mean {tmp_path}/run/stages/10-grpo/model?"
    assert run(["analyze", str(models / "before"), str(tmp_path / named), "-o", str(tmp_path / "out")]) == 2
    assert says in capsys.readouterr().err


def test_a_model_without_a_tokenizer_is_told(
    models: Path, tmp_path: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("before", "after"):
        AutoModelForCausalLM.from_pretrained(models / name).save_pretrained(tmp_path / name)
    arguments = ["analyze", str(tmp_path / "before"), str(tmp_path / "after"), "-o", str(tmp_path / "out")]
    arguments += ["--graft", "layers=0", "--eval", str(built.folder("city_population"))]
    assert run(arguments) == 2
    assert "cannot be played, for its model or tokenizer" in capsys.readouterr().err
    tokenizer = AutoTokenizer.from_pretrained(models / "before")
    tokenizer.chat_template = None
    for name in ("before", "after"):
        tokenizer.save_pretrained(tmp_path / name)
    assert run(arguments) == 2
    assert "has no chat template" in capsys.readouterr().err
