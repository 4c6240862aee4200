"""A very small Qwen3-shaped model and a tokenizer trained on the spot: nothing is downloaded.

The tokenizer is byte-level BPE over runs of letters, single digits and runs of everything else, so a name has the
same tokens in a question, in JSON arguments and in a tool result, whatever stands around it: copying it is then the
identity, which a model of this size can learn. The chat template is Qwen's turn and call syntax with one short line
per tool instead of the whole JSON document.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM
from trl.chat_template_utils import qwen3_template

__all__ = ["CHAT_TEMPLATE", "build_model", "build_tokenizer", "load_tokenizer"]

# Prefix-preserving, and it marks what the model writes with {% generation %}, as SFT's assistant-only loss needs.
CHAT_TEMPLATE = (Path(__file__).parent / "tiny.jinja").read_text(encoding="utf-8")

_TURN_END, _PAD = "<|im_end|>", "<|endoftext|>"
_SPECIAL = [_PAD, "<|im_start|>", _TURN_END]
_MARKS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]


def build_tokenizer(texts: Iterable[str], vocab_size: int = 600) -> PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer of at most `vocab_size` tokens, trained on `texts`.

    The template's own words (roles, call syntax) should occur in the texts: pass rendered conversations.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{L}+|\p{N}|[^\p{L}\p{N}]+"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size - len(_MARKS),
        special_tokens=_SPECIAL,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    # Not special: the marks must survive decoding, because calls are parsed from the decoded text.
    tokenizer.add_tokens([AddedToken(mark, special=False, normalized=False) for mark in _MARKS])
    return _equip(
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=_TURN_END, pad_token=_PAD, model_max_length=4096)
    )


def load_tokenizer(path: str | Path) -> PreTrainedTokenizerFast:
    """The tokenizer saved under `path`, ready for TRL. Not AutoTokenizer, which may swap the pre-tokenizer."""
    return _equip(PreTrainedTokenizerFast.from_pretrained(path))


def _equip(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    tokenizer.padding_side = "left"
    tokenizer.chat_template = CHAT_TEMPLATE
    # TRL knows the response grammar only of templates that it matches byte for byte; ours writes Qwen3's calls.
    tokenizer.response_template = qwen3_template
    return tokenizer


def build_model(
    tokenizer: PreTrainedTokenizerFast,
    *,
    hidden: int = 128,
    layers: int = 2,
    heads: int = 4,
    kv_heads: int = 2,
    initializer_range: float = 0.06,
) -> Qwen3ForCausalLM:
    """A fresh model for `tokenizer`. The usual `initializer_range` of 0.02 is far too small for this width."""
    options: dict[str, Any] = {
        "vocab_size": len(tokenizer),
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": hidden // heads,
        "intermediate_size": 3 * hidden,
        "max_position_embeddings": 4096,
        "tie_word_embeddings": True,
        "initializer_range": initializer_range,
        "bos_token_id": None,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    # Qwen3 and not Qwen2: for "qwen2" the automatic classes put Qwen2's pre-tokenizer on any tokenizer.json.
    model = Qwen3ForCausalLM(Qwen3Config(**options))
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    return model
