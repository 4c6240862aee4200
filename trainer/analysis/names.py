"""Which layer and which module of a model a tensor belongs to, by its name."""

from __future__ import annotations

import re
from typing import Final

_LAYER: Final = re.compile(r"(?:^|\.)(?:layers|h|blocks|block|layer)\.(\d+)\.")
OTHER: Final = "other"
_MODULES: Final = (
    ("q", ("q_proj", "q_a_proj", "q_b_proj", "query", "wq")),
    ("k", ("k_proj", "key", "wk")),
    ("v", ("v_proj", "value", "wv")),
    ("kv", ("kv_a_proj_with_mqa", "kv_b_proj", "kv_proj")),
    ("qkv", ("qkv_proj", "c_attn", "query_key_value", "Wqkv", "qkv")),
    ("o", ("o_proj", "out_proj", "wo")),
    ("gate", ("gate_proj", "w1")),
    ("up", ("up_proj", "w3", "c_fc", "fc1", "fc_in")),
    ("gate_up", ("gate_up_proj",)),
    ("down", ("down_proj", "w2", "fc2", "fc_out")),
    ("router", ("router", "gate")),
    ("embeddings", ("embed_tokens", "wte", "wpe", "word_embeddings", "embed_in", "tok_embeddings")),
    ("lm_head", ("lm_head", "embed_out", "output")),
)
MODULE_ORDER: Final = (
    "embeddings", "q", "k", "v", "kv", "qkv", "o", "gate", "up", "gate_up", "down", "router", "norm", "lm_head", OTHER,
)  # fmt: skip
"""Modules in the order in which a token passes them."""
GROUPS: Final = {
    "attention": ("q", "k", "v", "kv", "qkv", "o"),
    "mlp": ("gate", "up", "gate_up", "down", "router"),
}
"""Names for several modules."""
_OF: Final = {part: module for module, parts in _MODULES for part in parts}


def layer_of(name: str) -> int | None:
    """The number of the layer that a tensor is in; None for what stands outside of layers."""
    found = _LAYER.search(name)
    return int(found[1]) if found else None


def module_of(name: str) -> str:
    """The module that a tensor is of, one of `MODULE_ORDER`; `other` where the name says none that is known."""
    parts = name.split(".")
    for part in reversed(parts):
        if "norm" in part.lower() or part.startswith("ln_"):
            return "norm"
        if part == "c_proj":
            return "down" if "mlp" in parts else "o"
        if part in _OF:
            return _OF[part]
    return OTHER
