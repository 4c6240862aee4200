"""What a stage that learns from preferences asks of TRL."""

from __future__ import annotations

from typing import Any

import pytest
from trl import DPOConfig

from toolwright.trainer.config.models import DpoSection
from toolwright.trainer.training.preference import losses


@pytest.mark.parametrize(
    ("own", "types", "weights"),
    [
        ({}, ["sigmoid", "sft"], [1.0, 0.5]),
        ({"loss_type": ["hinge"]}, ["hinge"], None),
        ({"loss_weights": [2.0]}, ["sigmoid"], [2.0]),
        ({"loss_type": ["hinge", "sft"], "loss_weights": [1.0, 0.1]}, ["hinge", "sft"], [1.0, 0.1]),
    ],
)
def test_losses_of_the_file_take_the_place_of_ours(
    own: dict[str, Any], types: list[str], weights: list[float] | None
) -> None:
    stage = DpoSection(steps=1, sft_weight=0.5, trl=own)
    options = DPOConfig(output_dir=".", report_to="none", use_cpu=True, bf16=False, **(losses(stage) | stage.trl))
    assert (options.loss_type, options.loss_weights) == (types, weights)
