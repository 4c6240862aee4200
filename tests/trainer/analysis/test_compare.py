"""Whole models compared, however their weights lie on disk."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from toolwright.trainer.analysis.checkpoint import CheckpointError
from toolwright.trainer.analysis.compare import compare, open_pair, ranking

from .models import LAYERS, adapter, saved, tensors

GATE, Q = "model.layers.1.mlp.gate_proj", "model.layers.2.self_attn.q_proj"
CHANGES = {f"{GATE}.weight": torch.full((48, 32), 0.5), "lm_head.weight": torch.eye(96)[:, :32]}
FACTORS = (torch.zeros(2, 32), torch.zeros(48, 2))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("models") / "before")


def test_what_changed_is_found_where_it_is(before: Path, tmp_path: Path) -> None:
    found = compare(open_pair(before, saved(tmp_path / "after", CHANGES)))
    changed = {each.name: each for each in found.changes if each.sums.changed}
    assert changed.keys() == CHANGES.keys()
    gate = changed[f"{GATE}.weight"]
    old, new = (tensors(folder)[gate.name].double() for folder in (before, tmp_path / "after"))
    assert (gate.layer, gate.module, gate.sums.elements) == (1, "gate", 48 * 32)
    assert gate.sums.relative is not None and isclose(gate.sums.relative, float((new - old).norm() / old.norm()))
    assert gate.spectrum is not None and gate.spectrum.effective_rank < 1.1
    assert found.layers == list(range(LAYERS))
    assert found.modules == ["embeddings", "q", "k", "v", "o", "gate", "up", "down", "norm", "lm_head"]
    assert found.sums(layer=1).change == found.sums(layer=1, module="gate").change == gate.sums.change
    assert found.sums(layer=0).changed == 0
    assert found.sums(module="lm_head").changed_share == 32 / (96 * 32)
    assert ranking(found.changes)[0].name == gate.name


def test_shards_and_blocks_change_nothing(before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compare(open_pair(before, saved(tmp_path / "one", CHANGES)))
    many = saved(tmp_path / "many", CHANGES, shard="8KB")
    assert len(list(many.glob("*.safetensors"))) > 3
    assert compare(open_pair(before, many)).changes == whole.changes
    monkeypatch.setattr("toolwright.trainer.analysis.checkpoint.BLOCK", 100)
    for small, each in zip(compare(open_pair(before, many)).changes, whole.changes, strict=True):
        assert (small.name, small.sums.changed) == (each.name, each.sums.changed)
        assert isclose(small.sums.change, each.sums.change, rel_tol=1e-9)


def test_a_single_file_is_a_checkpoint(before: Path) -> None:
    found = compare(open_pair(before, before / "model.safetensors"))
    assert found.sums().changed == 0 and found.sums().elements == sum(t.numel() for t in tensors(before).values())


@pytest.mark.parametrize(
    ("config", "scale"),
    [
        ({}, 2.0),
        ({"use_rslora": True}, 4.0),
        ({"rank_pattern": {"gate_proj": 8}, "alpha_pattern": {r"layers\.1\.mlp\.gate_proj": 2}}, 0.25),
        ({"rank_pattern": {"ate_proj": 1}}, 2.0),
    ],
)
def test_an_adapter_is_the_change_that_merging_makes(
    before: Path, tmp_path: Path, config: dict[str, object], scale: float
) -> None:
    drawn = torch.Generator().manual_seed(7)
    a, b = torch.randn(4, 32, generator=drawn), torch.randn(48, 4, generator=drawn)
    lora = adapter(tmp_path / "lora", {GATE: (a, b)}, **config)
    merged = {name: tensor.float() for name, tensor in tensors(before).items()}
    merged[f"{GATE}.weight"] += scale * (b @ a)
    save_file(merged, tmp_path / "merged.safetensors")
    by_adapter = compare(open_pair(before, lora))
    by_merge = compare(open_pair(before, tmp_path / "merged.safetensors"))
    for one, other in zip(by_adapter.changes, by_merge.changes, strict=True):
        assert (one.name, one.sums.changed) == (other.name, other.sums.changed)
        assert isclose(one.sums.change, other.sums.change, rel_tol=1e-5)
    (spectrum,) = (each.spectrum for each in by_adapter.changes if each.spectrum is not None)
    assert spectrum.effective_rank <= 4 + 1e-6 and isclose(spectrum.top_share, 1.0)


def test_tensors_that_one_side_lacks_are_told(before: Path, tmp_path: Path) -> None:
    less = tensors(before)
    del less["lm_head.weight"]
    save_file(less | {"new.weight": torch.zeros(2)}, tmp_path / "less.safetensors")
    found = compare(open_pair(before, tmp_path / "less.safetensors"))
    assert (found.only_before, found.only_after) == (("lm_head.weight",), ("new.weight",))


def problem(old: Path, new: Path) -> str:
    with pytest.raises(CheckpointError) as refused:
        compare(open_pair(old, new))
    return str(refused.value)


def test_checkpoints_that_cannot_be_read_are_told(before: Path, tmp_path: Path) -> None:
    assert "is not there" in problem(before, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "has neither model.safetensors" in problem(before, tmp_path / "empty")
    (tmp_path / "empty" / "pytorch_model.bin").write_bytes(b"")
    assert "pickled weights" in problem(before, tmp_path / "empty")
    (tmp_path / "cut.safetensors").write_bytes((before / "model.safetensors").read_bytes()[:5000])
    assert "no whole safetensors file" in problem(before, tmp_path / "cut.safetensors")
    many = saved(tmp_path / "many", shard="8KB")
    index = many / "model.safetensors.index.json"
    said = index.read_text()
    index.write_text(said.replace("model-00001", "../model-00001"))
    assert "no file beside it" in problem(before, many)
    index.write_text(said.replace("model-00001", "model-00000"))
    assert "which its index names" in problem(before, many)
    index.write_text("[]")
    assert "is no index of shards" in problem(before, many)


def test_models_that_do_not_fit_are_told(before: Path, tmp_path: Path) -> None:
    save_file({"lm_head.weight": torch.zeros(3, 3)}, tmp_path / "small.safetensors")
    assert "has the shape [96, 32]" in problem(before, tmp_path / "small.safetensors")
    save_file({"w": torch.zeros(3, 3)}, tmp_path / "other.safetensors")
    assert "no tensor in common" in problem(before, tmp_path / "other.safetensors")


@pytest.mark.parametrize(
    ("module", "config", "says"),
    [
        ("model.layers.9.mlp.gate_proj", {}, "is it for another model"),
        (Q, {}, "is 32 x 32, and its change"),
        (GATE, {"use_dora": True}, "DoRA"),
        (GATE, {"rank_pattern": {"(": 8}}, "`rank_pattern` says numbers"),
        (GATE, {"alpha_pattern": {"gate_proj": "8"}}, "`alpha_pattern` says numbers"),
        (GATE, {"rank_pattern": ["gate_proj"]}, "`rank_pattern` says numbers"),
        (GATE, {"r": 0}, "`r` is a whole number from 1"),
        (GATE, {"lora_alpha": None}, "`lora_alpha` a number"),
    ],
)
def test_adapters_that_do_not_fit_are_told(
    before: Path, tmp_path: Path, module: str, config: dict[str, object], says: str
) -> None:
    lora = adapter(tmp_path / "lora", {module: FACTORS}, **config)
    assert says in problem(before, lora)
    assert "name the model that it is for as BEFORE" in problem(lora, before)
