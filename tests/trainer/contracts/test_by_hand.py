"""Advantages, clipping and divergence, held to what a pencil says."""

from __future__ import annotations

from math import exp, sqrt
from pathlib import Path
from typing import Any, Literal

import pytest
import torch

from toolwright.runtime import Bundle
from toolwright.trainer.config.models import GrpoSection, ReinforceSection

from .scripted import generated, golden, trainer_for

Scale = Literal["none", "batch"]
BASE: dict[str, Any] = {"steps": 1, "batch_size": 4, "generations": 2, "max_completion_length": 2000}


def _plays(bundle: Bundle, task: str) -> tuple[list[list[str]], list[float]]:
    """Four rollouts of a chain, and what they earn: (F1 + share of solved steps if the answer is right) / 2."""
    whole = golden(bundle, task)
    steps = len(whole) - 1
    plays = [whole, [whole[0], "Answer: nothing"], ["Answer: nothing"], [whole[0], *whole]]
    rewards = [1.0, (2 / (1 + steps)) / 2, 0.0, (2 * steps / (2 * steps + 1) + 1) / 2]
    return plays, rewards


def test_grpo_takes_off_the_mean_of_the_group_and_divides_by_its_deviation(
    rivers: Bundle, chain: str, tmp_path: Path
) -> None:
    plays, (a, b, c, d) = _plays(rivers, chain)
    trainer = trainer_for(rivers, chain, GrpoSection(**BASE), tmp_path)
    batch, _ = generated(trainer, plays)
    # Of two values the sample's deviation is their distance over the root of 2.
    first = (a - b) / 2 / ((a - b) / sqrt(2) + 1e-4)
    second = (d - c) / 2 / ((d - c) / sqrt(2) + 1e-4)
    torch.testing.assert_close(batch["advantages"], torch.tensor([first, -first, -second, second]))


@pytest.mark.parametrize("scale", ["none", "batch"])
def test_grpo_divides_by_what_it_is_told(rivers: Bundle, chain: str, tmp_path: Path, scale: Scale) -> None:
    plays, rewards = _plays(rivers, chain)
    a, b, c, d = rewards
    trainer = trainer_for(rivers, chain, GrpoSection(**BASE, scale=scale), tmp_path)
    batch, _ = generated(trainer, plays)
    mean = sum(rewards) / 4
    deviation = sqrt(sum((each - mean) ** 2 for each in rewards) / 3) + 1e-4 if scale == "batch" else 1.0
    expected = [(a - b) / 2, (b - a) / 2, (c - d) / 2, (d - c) / 2]
    torch.testing.assert_close(batch["advantages"], torch.tensor([each / deviation for each in expected]))


def test_reinforce_whitens_over_all_tokens_of_the_batch(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    plays, rewards = _plays(rivers, chain)
    trainer = trainer_for(rivers, chain, ReinforceSection(**BASE), tmp_path)
    batch, _ = generated(trainer, plays)
    tokens = (batch["completion_mask"] * batch["tool_mask"]).sum(-1).tolist()
    spread = [reward for reward, count in zip(rewards, tokens, strict=True) for _ in range(count)]
    mean = sum(spread) / len(spread)
    variance = sum((each - mean) ** 2 for each in spread) / (len(spread) - 1)
    expected = [(each - mean) / sqrt(variance + 1e-8) for each in rewards]
    torch.testing.assert_close(batch["advantages"], torch.tensor(expected))
    # Whitened: over tokens the mean is 0 and the variance 1.
    weighted = sum(a * n for a, n in zip(batch["advantages"].tolist(), tokens, strict=True))
    assert weighted == pytest.approx(0, abs=1e-3)


def test_credit_by_turns_stands_on_the_tokens_of_its_turn(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    plays, _ = _plays(rivers, chain)
    plain, _ = generated(trainer_for(rivers, chain, GrpoSection(**BASE), tmp_path / "a"), plays)
    stage = GrpoSection(**BASE, credit="turn", turn_weight=1.0)
    batch, _ = generated(trainer_for(rivers, chain, stage, tmp_path / "b"), plays)
    steps = len(plays[0]) - 1
    mask = (batch["completion_mask"] * batch["tool_mask"]).bool()
    # The last play asks its first step twice. After c calls that solved s steps, 2n / (c + 2n - s) is in reach.
    best = [2 * steps / (calls + 2 * steps - solved) for calls, solved in [(0, 0), (1, 1), (2, 1)]]
    lost = (best[2] - 1) / 2
    turns = len(plays[3])
    moved = [turns * (lost if turn == 1 else 0.0) - lost for turn in range(turns)]
    runs = [list(group) for group in _runs(mask[3].tolist())]
    assert len(runs) == turns
    for tokens, value in zip(runs, moved, strict=True):
        expected = plain["advantages"][3] + value
        torch.testing.assert_close(batch["advantages"][3, tokens], expected.expand(len(tokens)))


def _runs(mask: list[bool]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place, own in enumerate(mask):
        if own and (place == 0 or not mask[place - 1]):
            runs.append([])
        if own:
            runs[-1].append(place)
    return runs


OLD, REF, ADVANTAGES = -1.0, -1.2, (1.0, -2.0)


def _loss(bundle: Bundle, task: str, folder: Path, new: list[float], **settings: Any) -> float:
    """The loss where every token of the two rollouts has one log probability each: new, old and the reference's."""
    stage = GrpoSection(**{**BASE, "batch_size": 2}, loss="grpo", **settings)
    trainer = trainer_for(bundle, task, stage, folder)
    batch, _ = generated(trainer, [golden(bundle, task)] * 2)
    shape = batch["completion_mask"].shape
    logps = torch.tensor(new).unsqueeze(1).expand(shape)
    trainer._get_per_token_logps_and_entropies = lambda *_, **__: (logps, torch.full(shape, 0.7), None)
    batch["old_per_token_logps"] = torch.full(shape, OLD)
    batch["ref_per_token_logps"] = torch.full(shape, REF)
    batch["advantages"] = torch.tensor(ADVANTAGES)
    return float(trainer._compute_loss(trainer.model, batch))


def test_the_ratio_is_clipped_where_that_lowers_the_gain(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    up, down = exp(0.5), exp(-0.5)
    # Advantage 1: a ratio above 1.2 counts 1.2, below it counts itself. Advantage -2: below 0.8 counts 0.8.
    for name, new, expected in [
        ("up", [OLD + 0.5] * 2, -(1.2 * 1 + up * -2) / 2),
        ("down", [OLD - 0.5] * 2, -(down * 1 + 0.8 * -2) / 2),
        ("near", [OLD + 0.1] * 2, -(exp(0.1) * (1 - 2)) / 2),
    ]:
        found = _loss(rivers, chain, tmp_path / name, new, clip=0.2)
        assert found == pytest.approx(expected, rel=1e-5), name


def test_upper_and_dual_bounds_are_told_apart(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    new = [OLD + 0.5] * 2
    found = _loss(rivers, chain, tmp_path / "high", new, clip=0.2, clip_high=0.4)
    assert found == pytest.approx(-(1.4 * 1 + exp(0.5) * -2) / 2, rel=1e-5)
    found = _loss(rivers, chain, tmp_path / "dual", [OLD + 2.0] * 2, clip=0.2, dual_clip=3.0)
    assert found == pytest.approx(-(1.2 * 1 + 3.0 * -2) / 2, rel=1e-5)


def test_the_divergence_is_k3_and_the_entropy_is_paid_for(rivers: Bundle, chain: str, tmp_path: Path) -> None:
    new = [OLD, OLD]
    gap = REF - OLD
    k3 = exp(gap) - gap - 1
    plain = -(1 - 2) / 2
    found = _loss(rivers, chain, tmp_path / "kl", new, kl=0.3, trl={"use_bias_correction_kl": False})
    assert found == pytest.approx(plain + 0.3 * k3, rel=1e-5)
    found = _loss(rivers, chain, tmp_path / "entropy", new, entropy=0.1)
    assert found == pytest.approx(plain - 0.1 * 0.7, rel=1e-5)
