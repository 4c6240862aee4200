"""LoRA adapters as peft writes them: which change of a model they stand for, without making the changed model.

The change of a matrix is scale · B · A (Hu et al., arXiv 2106.09685), with scale = alpha / r, or alpha / sqrt(r) where
the adapter says so (rsLoRA, arXiv 2312.03732).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, Final

from .checkpoint import ADAPTER, Checkpoint, CheckpointError, open_checkpoint

WEIGHTS: Final = "adapter_model.safetensors"
_PREFIX: Final = "base_model.model."
_FACTOR: Final = re.compile(r"(?P<module>.+)\.lora_(?P<factor>A|B|embedding_A|embedding_B)(?:\.weight)?")


@dataclass(frozen=True, slots=True)
class LowRank:
    """A change as two factors: `left` (rows x r, the scale included) times `right` (r x columns)."""

    left: Any
    right: Any

    def rows(self, rows: slice) -> Any:
        """Some rows of the change."""
        return self.left[rows] @ self.right


@dataclass(frozen=True, slots=True)
class Adapter:
    """The tensors that an adapter changes."""

    low_rank: Mapping[str, LowRank]
    """By the name of the tensor in the model that the adapter is for."""
    whole: Mapping[str, Any]
    """Tensors that the adapter brings as they are after training (`modules_to_save`)."""


def is_adapter(path: Path) -> bool:
    """Whether a folder holds an adapter."""
    return (path / ADAPTER).is_file()


def open_adapter(path: Path, base: Checkpoint) -> Adapter:
    """The adapter in the folder *path*, for the model *base*. Raises CheckpointError."""
    config = _config(path)
    weights = open_checkpoint(path / WEIGHTS)
    factors: dict[str, dict[str, Any]] = {}
    whole: dict[str, Any] = {}
    for name in weights.specs:
        plain = name.removeprefix(_PREFIX)
        found = _FACTOR.fullmatch(plain)
        if found:
            factors.setdefault(found["module"], {})[found["factor"]] = weights.tensor(name).float()
        elif plain in base.specs:
            whole[plain] = weights.tensor(name)
        else:
            raise CheckpointError(f"{path} changes {plain}, which {base.path} does not have: is it for another model?")
    low_rank = {}
    for module, pair in factors.items():
        name = f"{module}.weight"
        if name not in base.specs:
            raise CheckpointError(f"{path} changes {name}, which {base.path} does not have: is it for another model?")
        low_rank[name] = _product(path, module, pair, config)
        shape = (low_rank[name].left.shape[0], low_rank[name].right.shape[1])
        if shape != base.specs[name].shape:
            raise CheckpointError(f"{name} is {_size(base.specs[name].shape)}, and its change in {path} {_size(shape)}")
    return Adapter(low_rank, whole)


def _config(path: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((path / ADAPTER).read_text("utf-8"))
        rank, alpha = config["r"], config["lora_alpha"]
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(f"{path / ADAPTER} does not say `r` and `lora_alpha`: only LoRA is read") from None
    if not isinstance(rank, int) or rank < 1 or not isinstance(alpha, int | float):
        raise CheckpointError(f"{path / ADAPTER}: `r` is a whole number from 1, `lora_alpha` a number")
    for name in ("rank_pattern", "alpha_pattern"):
        if not _is_pattern(config.get(name) or {}):
            raise CheckpointError(f"{path / ADAPTER}: `{name}` says numbers by the ends of modules' names")
    if config.get("use_dora"):
        raise CheckpointError(f"{path} is a DoRA adapter, which is no low-rank change; merge it first")
    return config


def _product(path: Path, module: str, pair: Mapping[str, Any], config: Mapping[str, Any]) -> LowRank:
    scale = _scale(module, config)
    if {"A", "B"} <= pair.keys():
        left, right = pair["B"], pair["A"]
    elif {"embedding_A", "embedding_B"} <= pair.keys():
        # Embeddings are looked up by row, so their factors stand the other way round.
        left, right = pair["embedding_A"].T, pair["embedding_B"].T
    else:
        raise CheckpointError(f"{path} has one factor of {module} without the other")
    if config.get("fan_in_fan_out"):
        left, right = right.T, left.T
    return LowRank(scale * left, right)


def _scale(module: str, config: Mapping[str, Any]) -> float:
    rank, alpha = (
        _of(module, config.get(k) or {}, config[d]) for k, d in (("rank_pattern", "r"), ("alpha_pattern", "lora_alpha"))
    )
    return float(alpha / (sqrt(rank) if config.get("use_rslora") else rank))


def _of(module: str, pattern: Mapping[str, Any], default: Any) -> Any:
    """What *pattern* (keys are the ends of modules' names) says of a module."""
    for key, value in pattern.items():
        if re.fullmatch(rf"(?:.*\.)?(?:{key})", module):
            return value
    return default


def _is_pattern(pattern: Any) -> bool:
    """Whether *pattern* has numbers behind regular expressions."""
    try:
        return all(isinstance(re.compile(key), re.Pattern) and value > 0 for key, value in pattern.items())
    except (AttributeError, TypeError, re.error):
        return False


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
