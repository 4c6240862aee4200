"""Options of TRL's that are one of a few words, most of which it looks at in its loss alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

UNDECLARED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "GRPOConfig": {
            "importance_sampling_level": ("token", "sequence"),
            "loss_type": ("grpo", "dr_grpo", "dapo", "bnpo", "cispo", "sapo", "luspo", "vespo"),
            "multi_objective_aggregation": ("sum_then_normalize", "normalize_then_sum"),
            "scale_rewards": ("group", "batch", "none"),
            "vllm_importance_sampling_mode": ("token_truncate", "token_mask", "sequence_truncate", "sequence_mask"),
            "vllm_mode": ("server", "colocate"),
        },
        "DPOConfig": {
            "f_divergence_type": ("reverse_kl", "forward_kl", "js_divergence", "alpha_divergence"),
            "loss_type": (
                "sigmoid",
                "hinge",
                "ipo",
                "exo_pair",
                "nca_pair",
                "robust",
                "bco_pair",
                "sppo_hard",
                "aot",
                "aot_unpaired",
                "apo_zero",
                "apo_down",
                "discopop",
                "sft",
                "sigmoid_norm",
            ),
        },
    }
)
"""The words of options that TRL 1.16 declares as any text, by its class of options."""


def words_of(options: Any) -> dict[str, tuple[str, ...]]:
    """The options of a class of TRL's that are one of a few words, with these words."""
    declared = {each.name: tuple(each.metadata["choices"]) for each in fields(options) if "choices" in each.metadata}
    return {**UNDECLARED.get(options.__name__, {}), **declared}


def wrong_word(value: Any, words: tuple[str, ...]) -> str | None:
    """What in *value*, a text or a list of texts, is none of *words*; None is no text."""
    texts = value if isinstance(value, list) else [value]
    return next((text for text in texts if text is not None and text not in words), None)
