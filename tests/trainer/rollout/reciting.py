"""A transformers model that recites: after a prompt that it knows it writes what it was taught, else nothing.

So a policy is fixed to the letter, and an engine that shows a prompt which differs in one token is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import GenerationMixin, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

from toolwright.trainer.policies.dialect import template_messages


class RecitingConfig(PreTrainedConfig):
    """Holds what the model recites: pairs of a prompt's tokens and of those that follow."""

    model_type = "reciting"

    def __init__(self, vocab_size: int = 2, taught: Sequence[Sequence[Sequence[int]]] = (), **more: Any) -> None:
        super().__init__(**more)
        self.vocab_size = vocab_size
        self.max_position_embeddings = 4096
        self.taught = [[list(prompt), list(written)] for prompt, written in taught]


class Reciting(PreTrainedModel, GenerationMixin):
    """See above. It reads whole prompts every time and keeps no cache."""

    config_class = RecitingConfig
    main_input_name = "input_ids"

    def __init__(self, config: RecitingConfig) -> None:
        super().__init__(config)
        self.certainty = torch.nn.Parameter(torch.tensor(30.0))
        self._following: dict[tuple[int, ...], int] = {}
        for prompt, written in config.taught:
            for i, token in enumerate(written):
                self._following[(*prompt, *written[:i])] = token
        self.post_init()

    def _init_weights(self, module: Any) -> None:
        """Nothing is drawn."""

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None, logits_to_keep: int = 0, **_: Any
    ) -> CausalLMOutput:
        """Logits of the last *logits_to_keep* tokens, of all where that is 0."""
        rows, length = input_ids.shape
        kept = range(length - (logits_to_keep or length), length)
        chosen = torch.full((rows, len(kept)), self.config.eos_token_id, dtype=torch.long)
        for row in range(rows):
            there = torch.ones(length) if attention_mask is None else attention_mask[row]
            start = int(there.argmax())
            ids = input_ids[row].tolist()
            for i, position in enumerate(kept):
                chosen[row, i] = self._following.get(tuple(ids[start : position + 1]), self.config.eos_token_id)
        one_hot = torch.nn.functional.one_hot(chosen, self.config.vocab_size).to(self.certainty.dtype)
        return CausalLMOutput(logits=self.certainty * one_hot)

    def prepare_inputs_for_generation(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None, **_: Any
    ) -> dict[str, Any]:
        return {"input_ids": input_ids, "attention_mask": attention_mask, "logits_to_keep": 1}


def reciting(
    tokenizer: Any, conversations: Iterable[tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]]
) -> Reciting:
    """A model that plays the assistant's part of *conversations* (messages with the tools on offer)."""
    taught = []
    for messages, tools in conversations:
        shown = template_messages(messages)
        for i, message in enumerate(shown):
            if message["role"] == "assistant":
                prompt = _rendered(tokenizer, shown[:i], tools, add_generation_prompt=True)
                whole = _rendered(tokenizer, shown[: i + 1], tools)
                assert whole.startswith(prompt)
                written = whole.removeprefix(prompt).rstrip("\n")
                ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in (prompt, written)]
                taught.append(ids)
    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = RecitingConfig(len(tokenizer), taught, **ends)
    config.architectures = ["Reciting"]
    config.use_cache = False
    model = Reciting(config)
    generation = model.generation_config
    generation.eos_token_id, generation.pad_token_id, generation.use_cache = (
        tokenizer.eos_token_id,
        tokenizer.pad_token_id,
        False,
    )
    return model


def saved(model: Reciting, tokenizer: Any, folder: Path) -> Path:
    """The model and its tokenizer in *folder*."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _rendered(tokenizer: Any, messages: Sequence[Any], tools: Sequence[Any], **more: Any) -> str:
    text: str = tokenizer.apply_chat_template(list(messages), tools=list(tools), tokenize=False, **more)
    return text
