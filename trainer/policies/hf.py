"""The policy that generates with a transformers model, many conversations at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase, set_seed

from ..calls import parse_calls
from .base import Situation


class HFPolicy:
    """Greedy at temperature 0, sampled from the whole distribution above."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        name: str = "hf",
        temperature: float = 0.0,
        max_new_tokens: int = 256,
        seed: int = 0,
    ) -> None:
        """Act with *model*; *max_new_tokens* bounds one turn, *seed* fixes what is sampled in the object's
        life.
        """
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._temperature = temperature
        self._max_new_tokens = max_new_tokens
        self._seed = seed
        self._calls = 0

    @classmethod
    def load(cls, path: str, *, temperature: float = 0.0, max_new_tokens: int = 256, seed: int = 0) -> HFPolicy:
        """The model and tokenizer saved under *path* (or known to the hub under that name).

        Raises OSError where there is no model.
        """
        from transformers import AutoModelForCausalLM, AutoTokenizer

        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = AutoModelForCausalLM.from_pretrained(path, dtype="auto").to(device)
        tokenizer = AutoTokenizer.from_pretrained(path, padding_side="left")
        return cls(
            model,
            tokenizer,
            name=f"hf:{path}",
            temperature=temperature,
            max_new_tokens=max_new_tokens,
            seed=seed,
        )

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation.

        A conversation that has no room left in the model's context gets an empty one, which ends it.
        """
        prompts = [self._encode(situation.messages, situation.tools) for situation in batch]
        room = getattr(self._model.config, "max_position_embeddings", None) or sys.maxsize
        fit = [i for i, prompt in enumerate(prompts) if len(prompt) + self._max_new_tokens <= room]
        texts = dict(zip(fit, self._generate([prompts[i] for i in fit]), strict=True)) if fit else {}
        return [parse_calls(texts.get(i, "")).message(f"call_{situation.turn}") for i, situation in enumerate(batch)]

    def _generate(self, prompts: Sequence[list[int]]) -> list[str]:
        width = max(map(len, prompts))
        pad = self._tokenizer.pad_token_id
        pad = self._tokenizer.eos_token_id if pad is None else pad
        device = self._model.device
        ids = torch.tensor([[pad] * (width - len(p)) + p for p in prompts], device=device)
        mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts], device=device)
        options: dict[str, Any] = {"do_sample": False}
        if self._temperature > 0:
            options = {"do_sample": True, "temperature": self._temperature, "top_k": 0, "top_p": 1.0}
            # Seeded per batch, so that a rollout does not depend on what was sampled elsewhere before.
            set_seed(self._seed + self._calls)
        self._calls += 1
        training = self._model.training
        self._model.eval()
        out = self._model.generate(
            input_ids=ids,
            attention_mask=mask,
            max_new_tokens=self._max_new_tokens,
            pad_token_id=pad,
            **options,
        )
        self._model.train(training)
        return [self._text(row) for row in out[:, width:].tolist()]

    def _encode(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]) -> list[int]:
        ids: list[int] = self._tokenizer.apply_chat_template(
            template_messages(messages), tools=list(tools), add_generation_prompt=True, return_dict=False
        )
        return ids

    def _text(self, ids: list[int]) -> str:
        eos = self._model.generation_config.eos_token_id
        ends = set(eos if isinstance(eos, list) else [eos, self._tokenizer.eos_token_id])
        length = next((i for i, token in enumerate(ids) if token in ends), len(ids))
        kept = [token for token in ids[:length] if token != self._tokenizer.pad_token_id]
        text: str = self._tokenizer.decode(kept)
        return text


def template_messages(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*messages* for a chat template: arguments that are JSON objects become objects, as templates expect
    them.

    Malformed ones stay text, so that the model sees what it wrote.
    """
    return [
        {**message, "tool_calls": [_call(call) for call in message["tool_calls"]]}
        if message.get("tool_calls")
        else dict(message)
        for message in messages
    ]


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = dict(call["function"])
    try:
        arguments = json.loads(function["arguments"])
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        function["arguments"] = arguments
    return {**call, "function": function}
