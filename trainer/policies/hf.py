"""The policy that generates with a transformers model, many conversations at a time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import torch
from transformers import LogitsProcessor, LogitsProcessorList, PreTrainedModel, PreTrainedTokenizerBase

from .base import Manner, Reply, Situation, numbered
from .dialect import Dialect


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
        manner: Manner | None = None,
    ) -> None:
        """Act with *model*; *max_new_tokens* bounds one turn.

        What is sampled in a turn hangs on *seed* and the situation's own seed, and not on what else is in the batch.
        Raises ValueError where *manner* says what the chat template does not ask for.
        """
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._temperature = temperature
        self._max_new_tokens = max_new_tokens
        self._seed = seed
        self._dialect = Dialect(tokenizer, manner or Manner())

    @classmethod
    def load(
        cls,
        path: str,
        *,
        temperature: float = 0.0,
        max_new_tokens: int = 256,
        seed: int = 0,
        manner: Manner | None = None,
    ) -> HFPolicy:
        """The model and tokenizer saved under *path* (or known to the hub under that name).

        Raises OSError where there is no model, ValueError where its tokenizer cannot be read, has no chat template, or
        one that does not ask for what *manner* says.
        """
        from transformers import AutoModelForCausalLM, AutoTokenizer

        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = AutoModelForCausalLM.from_pretrained(path, dtype="auto").to(device)
        tokenizer = AutoTokenizer.from_pretrained(path, padding_side="left")
        if tokenizer.chat_template is None:
            raise ValueError("its tokenizer has no chat template; play an instruction-tuned model")
        return cls(
            model,
            tokenizer,
            name=f"hf:{path}",
            temperature=temperature,
            max_new_tokens=max_new_tokens,
            seed=seed,
            manner=manner,
        )

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [reply.message for reply in self.replies(batch)]

    def replies(self, batch: Sequence[Situation]) -> list[Reply]:
        """One reply for each situation.

        A conversation that has no room left in the model's context gets an empty one, which ends it.
        """
        prompts = [self._dialect.prompt(situation.messages, situation.tools) for situation in batch]
        room = getattr(self._model.config, "max_position_embeddings", None) or sys.maxsize
        fit = [i for i, prompt in enumerate(prompts) if len(prompt) + self._max_new_tokens <= room]
        seeds = [batch[i].turn_seed ^ self._seed for i in fit]
        made = dict(zip(fit, self._generate([prompts[i] for i in fit], seeds), strict=True)) if fit else {}
        return [
            self._reply(situation, prompts[i], made[i])
            if i in made
            else Reply({"role": "assistant", "content": ""}, finish="context")
            for i, situation in enumerate(batch)
        ]

    def _reply(self, situation: Situation, prompt: list[int], ids: list[int]) -> Reply:
        ended = self._length(ids)
        parsed = self._dialect.parse(prompt, self._text(ids[:ended]), situation.tools)
        finish = "length" if ended == len(ids) else "tool_calls" if parsed.calls else "stop"
        return Reply(numbered(parsed.message(), situation.turn), len(prompt), min(ended + 1, len(ids)), finish)

    def _generate(self, prompts: Sequence[list[int]], seeds: Sequence[int]) -> list[list[int]]:
        """What the model writes after each of *prompts*; a row that ends early is filled up."""
        width = max(map(len, prompts))
        pad = self._tokenizer.pad_token_id
        pad = self._tokenizer.eos_token_id if pad is None else pad
        device = self._model.device
        ids = torch.tensor([[pad] * (width - len(p)) + p for p in prompts], device=device)
        mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts], device=device)
        drawn = [_Drawn(self._temperature, seeds, device)] if self._temperature > 0 else []
        training = self._model.training
        self._model.eval()
        out = self._model.generate(
            input_ids=ids,
            attention_mask=mask,
            max_new_tokens=self._max_new_tokens,
            pad_token_id=pad,
            do_sample=False,
            logits_processor=LogitsProcessorList(drawn),
        )
        self._model.train(training)
        rows: list[list[int]] = out[:, width:].tolist()
        return rows

    def _length(self, ids: list[int]) -> int:
        """Tokens before the first one that ends a turn."""
        eos = self._model.generation_config.eos_token_id
        ends = set(eos if isinstance(eos, list) else [eos, self._tokenizer.eos_token_id])
        return next((i for i, token in enumerate(ids) if token in ends), len(ids))

    def _text(self, ids: list[int]) -> str:
        kept = [token for token in ids if token != self._tokenizer.pad_token_id]
        text: str = self._tokenizer.decode(kept)
        return text


class _Drawn(LogitsProcessor):
    """Draws each row's next token with that row's own generator: the token that is then the likeliest (Gumbel's trick).

    transformers draws all rows of a batch from one generator, so that a row would hang on what is beside it.
    """

    def __init__(self, temperature: float, seeds: Sequence[int], device: torch.device) -> None:
        self._temperature = temperature
        self._generators = [torch.Generator(device).manual_seed(seed) for seed in seeds]

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        noise = torch.empty_like(scores, dtype=torch.float32)
        for row, generator in zip(noise, self._generators, strict=True):
            row.exponential_(generator=generator)
        return scores.float() / self._temperature - noise.log()
