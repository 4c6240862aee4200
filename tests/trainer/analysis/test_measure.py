"""Figures of changes that are known."""

from __future__ import annotations

from math import isclose, sqrt

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.analysis.measure import Sums, sums_of, together
from toolwright.trainer.analysis.names import layer_of, module_of
from toolwright.trainer.analysis.spectrum import EXACT, PROBES, Sketch, Spectrum


def test_sums_by_hand() -> None:
    before = torch.tensor([[3.0, -4.0], [0.0, 1.0]])
    sums = sums_of(before, torch.tensor([[0.0, 4.0], [0.5, 0.0]]))
    assert (sums.elements, sums.changed, sums.largest) == (4, 2, 4.0)
    assert sums.relative == sqrt(16.25 / 26)
    assert sums.mean_absolute == 4.5 / 4
    assert sums.cosine == 10 / (sqrt(26) * sqrt(10.25))
    assert (Sums().relative, Sums().cosine, Sums().changed_share) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("value", "step"), [(1.0, 2.0**-7), (1.5, 2.0**-7), (-2.0, 2.0**-6), (0.75, 2.0**-8), (3e-5, 2.0**-23)]
)
def test_a_step_is_the_distance_of_neighbours_in_bfloat16(value: float, step: float) -> None:
    number = torch.tensor([value]).bfloat16()
    following = (number.view(torch.int16) + 1).view(torch.bfloat16)
    assert abs(float(following) - float(number)) == step
    assert sums_of(number.float(), torch.tensor([step])).beyond_step == 0
    assert sums_of(number.float(), torch.tensor([-1.01 * step])).beyond_step == 1
    assert sums_of(torch.zeros(1), torch.tensor([1e-30])).beyond_step == 1


@given(st.integers(1, 9), st.integers(1, 7), st.integers(1, 9))
def test_sums_of_parts_are_those_of_the_whole(rows: int, columns: int, cut: int) -> None:
    drawn = torch.Generator().manual_seed(rows * 100 + columns)
    before, change = (torch.randn(rows, columns, generator=drawn) for _ in range(2))
    whole = sums_of(before, change)
    parts = together(sums_of(before[i : i + cut], change[i : i + cut]) for i in range(0, rows, cut))
    for name in ("elements", "changed", "beyond_step", "largest"):
        assert getattr(parts, name) == getattr(whole, name)
    for name in ("before", "after", "change", "dot", "absolute"):
        assert isclose(getattr(parts, name), getattr(whole, name), rel_tol=1e-9, abs_tol=1e-12)


def spectrum_of(change: torch.Tensor, block: int = 50) -> Spectrum:
    sketch = Sketch(change.shape[1], "w")
    for start in range(0, len(change), block):
        sketch.add(change[start : start + block])
    found = sketch.spectrum(float((change.double() ** 2).sum()))
    assert found is not None
    return found


def right(change: torch.Tensor) -> Spectrum:
    squares = torch.linalg.svdvals(change.double()) ** 2
    total = float(squares.sum())
    return Spectrum(total**2 / float((squares**2).sum()), float(squares[:8].sum()) / total)


@pytest.mark.parametrize(("rows", "columns", "rank"), [(40, 30, 30), (30, 200, 4), (300, 20, 1)])
def test_spectra_of_few_columns_are_exact(rows: int, columns: int, rank: int) -> None:
    drawn = torch.Generator().manual_seed(rows)
    change = torch.randn(rows, rank, generator=drawn) @ torch.randn(rank, columns, generator=drawn)
    found, wanted = spectrum_of(change), right(change)
    assert isclose(found.effective_rank, wanted.effective_rank, rel_tol=1e-6)
    assert isclose(found.top_share, wanted.top_share, rel_tol=1e-6)
    assert found.effective_rank <= rank + 1e-6


@pytest.mark.parametrize("rank", [1, 16, PROBES // 2])
def test_spectra_of_low_rank_are_found_among_many_columns(rank: int) -> None:
    drawn = torch.Generator().manual_seed(rank)
    change = torch.randn(90, rank, generator=drawn) @ torch.randn(rank, EXACT + 200, generator=drawn)
    found, wanted = spectrum_of(change), right(change)
    assert isclose(found.effective_rank, wanted.effective_rank, rel_tol=1e-3)
    assert isclose(found.top_share, wanted.top_share, rel_tol=1e-3)


def test_spectra_of_high_rank_are_estimated() -> None:
    change = torch.randn(700, EXACT + 100, generator=torch.Generator().manual_seed(1))
    found, wanted = spectrum_of(change), right(change)
    assert isclose(found.effective_rank, wanted.effective_rank, rel_tol=0.05)
    assert 0 < found.top_share <= wanted.top_share


def test_what_did_not_change_has_no_spectrum() -> None:
    assert Sketch(4, "w").spectrum(0.0) is None


@pytest.mark.parametrize(
    ("name", "layer", "module"),
    [
        ("model.layers.11.self_attn.q_proj.weight", 11, "q"),
        ("model.layers.0.mlp.down_proj.weight", 0, "down"),
        ("model.layers.0.mlp.experts.3.gate_proj.weight", 0, "gate"),
        ("model.layers.0.mlp.gate.weight", 0, "router"),
        ("model.layers.2.post_attention_layernorm.weight", 2, "norm"),
        ("model.layers.2.self_attn.q_norm.weight", 2, "norm"),
        ("transformer.h.4.attn.c_proj.weight", 4, "o"),
        ("transformer.h.4.mlp.c_proj.bias", 4, "down"),
        ("transformer.h.4.attn.c_attn.weight", 4, "qkv"),
        ("gpt_neox.layers.1.attention.query_key_value.weight", 1, "qkv"),
        ("model.embed_tokens.weight", None, "embeddings"),
        ("lm_head.weight", None, "lm_head"),
        ("model.norm.weight", None, "norm"),
        ("model.visual.patch.weight", None, "other"),
    ],
)
def test_places_of_tensors(name: str, layer: int | None, module: str) -> None:
    assert (layer_of(name), module_of(name)) == (layer, module)
