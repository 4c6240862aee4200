"""A very small Qwen3-shaped model and a tokenizer made on the spot: nothing is downloaded.

What a small model must learn here is to copy: a name from the question into a call, a value from an observation into
the next call. So a word is one token wherever it stands: blanks between words are no tokens (decoding puts them
back), and quotes, brackets and colons never stick to a word. A
model with byte-level BPE copied no more than a third of the name tokens in the time that the demo has; with whole words
it makes two thirds of the calls right (docs/demo.md). The chat template
is Qwen's turn and call syntax with one short line a tool instead of the whole document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM
from trl.chat_template_utils import qwen3_template

# Prefix-preserving, and it marks what the model writes with {% generation %}, as SFT's assistant-only loss needs.
CHAT_TEMPLATE = (Path(__file__).parent / "tiny.jinja").read_text(encoding="utf-8")

_TURN_END, _PAD = "<|im_end|>", "<|endoftext|>"
_SPECIAL = [_PAD, "<|im_start|>", _TURN_END]
_MARKS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]

_MARK = "▁"
"""Begins every token that begins a piece of the text, so that decoding can tell where words met."""
_BLANK = "␣"
"""Stands for a blank that is a token of its own, so that it is not taken for the mark of an unknown word."""
_LETTER = r"[\p{L}\p{N}]"
_JOINTS = r".@_\-'’,"
"""What joins letters and digits in names, numbers, addresses and identifiers."""


def build_tokenizer(
    texts: Iterable[str], vocab_size: int = 8192, *, cut_names: bool = False
) -> PreTrainedTokenizerFast:
    """A tokenizer that knows the words of *texts*, the most frequent first, at most *vocab_size* tokens in all.

    Other words fall apart into characters, and characters that *texts* do not have into bytes. With *cut_names* an
    identifier is as many words as its underscores part, so that a new one may be made of words that are known.
    """
    split = _pre_tokenizer(_JOINTS.replace("_", "") if cut_names else _JOINTS)
    marks = re.compile("|".join(map(re.escape, [*_SPECIAL, *_MARKS])))
    words: Counter[str] = Counter()
    for text in texts:
        for piece in marks.split(text):
            words.update(word for word, _ in split.pre_tokenize_str(piece.replace(" ", _BLANK)))
    characters = sorted({c for word in words for c in word} | {chr(code) for code in range(33, 127)})
    frequent = [word for word, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))]
    names = dict.fromkeys([*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), *characters, *frequent])
    vocab = {name: index for index, name in enumerate(list(names)[: vocab_size - len(_MARKS)])}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[], byte_fallback=True, ignore_merges=True))
    tokenizer.normalizer = normalizers.Replace(" ", _BLANK)
    tokenizer.pre_tokenizer = split
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.ByteFallback(),
            decoders.Replace(Regex(rf"\A{_MARK}(?=[^\p{{L}}\p{{N}}])"), ""),
            decoders.Fuse(),
            decoders.Replace(Regex(rf"(?<={_LETTER}){_MARK}(?={_LETTER})"), " "),
            decoders.Replace(_MARK, ""),
            decoders.Replace(_BLANK, " "),
        ]
    )
    tokenizer.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in _SPECIAL])
    # Not special: the marks must survive decoding, because calls are parsed from the decoded text.
    tokenizer.add_tokens([AddedToken(mark, special=False, normalized=False) for mark in _MARKS])
    return _equip(
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=_TURN_END, pad_token=_PAD, model_max_length=4096)
    )


def load_tokenizer(path: str | Path) -> PreTrainedTokenizerFast:
    """The tokenizer saved under *path*, ready for TRL. Not AutoTokenizer, which may swap the pre-tokenizer."""
    return _equip(PreTrainedTokenizerFast.from_pretrained(path))


def build_model(
    tokenizer: PreTrainedTokenizerFast,
    *,
    hidden: int = 128,
    layers: int = 2,
    heads: int = 4,
    kv_heads: int = 2,
    initializer_range: float = 0.06,
) -> Qwen3ForCausalLM:
    """A fresh model for *tokenizer*. The usual *initializer_range* of 0.02 is far too small for this width."""
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


def _pre_tokenizer(joints: str) -> Any:
    word = rf"{_LETTER}(?:[\p{{L}}\p{{N}}{joints}]*{_LETTER})?"
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(rf"(?<={_LETTER}){_BLANK}(?={_LETTER})"), "removed"),
            pre_tokenizers.Split(Regex(word), "isolated"),
            pre_tokenizers.Split(_BLANK, "isolated"),
            pre_tokenizers.Metaspace(replacement=_MARK, prepend_scheme="always", split=False),
        ]
    )


def _equip(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    tokenizer.padding_side = "left"
    tokenizer.chat_template = CHAT_TEMPLATE
    # TRL knows the response grammar only of templates that it matches byte for byte; ours writes Qwen3's calls.
    tokenizer.response_template = qwen3_template
    return tokenizer
