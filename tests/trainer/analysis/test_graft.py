"""Models that have the change in chosen places alone."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from toolwright.trainer.analysis.checkpoint import Checkpoint
from toolwright.trainer.analysis.compare import Pair, open_pair
from toolwright.trainer.analysis.graft import Graft, SelectionError, check, everything, grafts, selection, write
from toolwright.trainer.analysis.worth import Gain, render, worth

from .models import adapter, saved, tensors

GATE, Q = "model.layers.1.mlp.gate_proj", "model.layers.2.self_attn.q_proj"
CHANGES = {f"{GATE}.weight": torch.full((48, 32), 0.5), f"{Q}.weight": torch.full((32, 32), -0.25)}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("models")
    return open_pair(saved(folder / "before", shard="8KB"), saved(folder / "after", CHANGES))


def changed(pair: Pair, folder: Path) -> set[str]:
    old, new = tensors(pair.before.path), tensors(folder)
    assert old.keys() == new.keys() and all(old[name].dtype == new[name].dtype for name in old)
    return {name.removesuffix(".weight") for name in old if not torch.equal(old[name], new[name])}


@pytest.mark.parametrize(
    ("text", "only"),
    [("layers=1", {GATE}), ("modules=q", {Q}), ("layers=0-2:modules=mlp", {GATE}), ("modules=norm,lm_head", set())],
)
def test_chosen_places_have_the_change(pair: Pair, tmp_path: Path, text: str, only: set[str]) -> None:
    first, second, *controls = grafts(selection(text), 2)
    for graft in (first, second, *controls):
        write(pair, graft, tmp_path / graft.name)
    assert changed(pair, tmp_path / "only") == changed(pair, tmp_path / "random-0") == only
    assert changed(pair, tmp_path / "without") == {GATE, Q} - only
    before, noise = tensors(pair.before.path), [tensors(tmp_path / graft.name) for graft in controls]
    for name in (f"{module}.weight" for module in only):
        wanted = float((tensors(tmp_path / "only")[name].double() - before[name].double()).norm())
        for each in noise:
            assert isclose(float((each[name].double() - before[name].double()).norm()), wanted, rel_tol=0.01)
        assert not torch.equal(noise[0][name], noise[1][name])


def test_a_graft_is_a_model_that_loads(pair: Pair, tmp_path: Path) -> None:
    assert isinstance(pair.after, Checkpoint)
    for name, same in (("only", pair.after.path), ("without", pair.before.path)):
        write(pair, Graft(name, everything()), tmp_path / name)
        assert torch.equal(logits(tmp_path / name), logits(same))
    assert not torch.equal(logits(tmp_path / "only"), logits(tmp_path / "without"))


def logits(folder: Path) -> torch.Tensor:
    loaded = AutoModelForCausalLM.from_pretrained(folder, dtype="float32")
    return torch.as_tensor(loaded(torch.arange(12)[None]).logits)


def test_grafts_of_an_adapter(pair: Pair, tmp_path: Path) -> None:
    a, b = torch.randn(2, 32), torch.randn(48, 2)
    lora = open_pair(pair.before.path, adapter(tmp_path / "lora", {GATE: (a, b)}))
    write(lora, Graft("only", selection("layers=1")), tmp_path / "only")
    assert changed(lora, tmp_path / "only") == {GATE}
    wanted = (tensors(pair.before.path)[f"{GATE}.weight"].float() + 2.0 * b @ a).bfloat16()
    assert torch.equal(tensors(tmp_path / "only")[f"{GATE}.weight"], wanted)


@pytest.mark.parametrize(
    "text", ["", "layers", "layers=", "layers=2-1", "layers=x", "modules=nose", "layers=1:layers=2"]
)
def test_wrong_selections_are_told(text: str) -> None:
    with pytest.raises(SelectionError):
        selection(text)


def test_a_selection_of_nothing_is_told(pair: Pair) -> None:
    with pytest.raises(SelectionError, match="no tensor in layers=40-50"):
        check(selection("layers=40-50"), pair)


def test_shares_of_a_gain() -> None:
    scores = {"only": 0.5, "without": 0.3, "random-0": 0.2, "random-1": 0.1}
    part = worth("layers=0", list(grafts(selection("layers=0"), 2)), lambda graft: scores[graft.name])
    gain = Gain(0.2, 0.6, (part,))
    said = gain.to_json()["parts"][0]
    assert isclose(said["share_only"], 0.75) and isclose(said["share_without"], 0.25)
    assert [round(share, 6) for share in said["share_controls"]] == [0.0, -0.25]
    assert Gain(0.6, 0.6, (part,)).share(0.5) is None
    titles = [str(render(Gain(0.6, after, (part,))).title) for after in (1.0, 0.6)]
    assert titles == [
        "Solve-F1 (and the share of its gain): 0.600 before, 1.000 after",
        "Solve-F1, which has no gain to share: 0.600 before, 0.600 after",
    ]
