"""Small models on disk, with a change that is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import Qwen3Config, Qwen3ForCausalLM

from toolwright.trainer.analysis.checkpoint import INDEX

LAYERS = 3


def model() -> Any:
    """A Qwen3-shaped model of three layers, always the same."""
    torch.manual_seed(0)
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=LAYERS, num_attention_heads=4,
            num_key_value_heads=2, head_dim=8, tie_word_embeddings=False, dtype="bfloat16",
        )
    ).to(torch.bfloat16)  # fmt: skip


def saved(folder: Path, changes: Mapping[str, Any] | None = None, shard: str = "5GB") -> Path:
    """The model in *folder*, some of its tensors changed by *changes*, in shards of a size."""
    made = model()
    with torch.no_grad():
        for name, change in (changes or {}).items():
            made.state_dict()[name] += change
    made.save_pretrained(folder, max_shard_size=shard)
    return folder


def tensors(folder: Path) -> dict[str, Any]:
    """All tensors of a model."""
    if (folder / INDEX).is_file():
        files = sorted(set(json.loads((folder / INDEX).read_text())["weight_map"].values()))
        return {name: tensor for file in files for name, tensor in load_file(folder / file).items()}
    return dict(load_file(folder / "model.safetensors"))


def adapter(folder: Path, modules: Mapping[str, tuple[Any, Any]], **config: Any) -> Path:
    """A LoRA adapter as peft writes it: module to its factors A and B."""
    folder.mkdir()
    weights = {}
    for module, (a, b) in modules.items():
        weights[f"base_model.model.{module}.lora_A.weight"] = a
        weights[f"base_model.model.{module}.lora_B.weight"] = b
    save_file(weights, folder / "adapter_model.safetensors")
    rank = next(iter(modules.values()))[0].shape[0]
    said = {"peft_type": "LORA", "r": rank, "lora_alpha": 2 * rank, **config}
    (folder / "adapter_config.json").write_text(json.dumps(said))
    return folder
