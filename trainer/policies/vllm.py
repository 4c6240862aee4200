"""The policy on a model that vLLM runs in this process (vLLM 0.22 to 0.31; the `vllm` extra).

Prompts are rendered here, as for `hf`, and vLLM is given token ids: conversations of one batch may offer different
tools, which `LLM.chat` does not allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vllm import LLM, SamplingParams

from .base import Manner, Reply, Sampling, Situation, numbered
from .dialect import Dialect


class VLLMPolicy:
    """Greedy at temperature 0, sampled from the whole distribution above, each turn with its own seed."""

    def __init__(self, llm: LLM, sampling: Sampling, *, name: str = "vllm", manner: Manner | None = None) -> None:
        """Act with *llm*. Raises ValueError where *manner* says what its chat template does not ask for."""
        self.name = name
        self._llm = llm
        self._sampling = sampling
        self._tokenizer = llm.get_tokenizer()
        self._dialect = Dialect(self._tokenizer, manner or Manner())

    @classmethod
    def load(cls, path: str, sampling: Sampling, manner: Manner | None = None) -> VLLMPolicy:
        """The model saved under *path* (or known to the hub under that name), on all that vLLM finds.

        Raises what vLLM raises where it cannot run it: OSError, ValueError or RuntimeError.
        """
        return cls(LLM(model=path), sampling, name=f"vllm:{path}", manner=manner)

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation."""
        return [reply.message for reply in self.replies(batch)]

    def replies(self, batch: Sequence[Situation]) -> list[Reply]:
        """One reply for each situation.

        A conversation that has no room left in the model's context gets an empty one, which ends it.
        """
        prompts = [self._dialect.prompt(situation.messages, situation.tools) for situation in batch]
        most = self._llm.llm_engine.model_config.max_model_len
        fit = [i for i, prompt in enumerate(prompts) if len(prompt) + self._sampling.max_tokens <= most]
        made = self._llm.generate(
            [{"prompt_token_ids": prompts[i]} for i in fit],
            [self._params(batch[i]) for i in fit],
            use_tqdm=False,
        )
        outputs = {i: output.outputs[0] for i, output in zip(fit, made, strict=True)}
        return [
            self._reply(situation, prompts[i], outputs[i])
            if i in outputs
            else Reply({"role": "assistant", "content": ""}, finish="context")
            for i, situation in enumerate(batch)
        ]

    def _params(self, situation: Situation) -> SamplingParams:
        sampling = self._sampling
        return SamplingParams(
            temperature=sampling.temperature,
            max_tokens=sampling.max_tokens,
            seed=situation.turn_seed,
            skip_special_tokens=False,  # of some models the marks of calls are special
        )

    def _reply(self, situation: Situation, prompt: list[int], output: Any) -> Reply:
        parsed = self._dialect.parse(prompt, self._text(output), situation.tools)
        finish = "tool_calls" if parsed.calls else str(output.finish_reason or "stop")
        return Reply(numbered(parsed.message(), situation.turn), len(prompt), len(output.token_ids), finish)

    def _text(self, output: Any) -> str:
        """What was written, without the token that ended it."""
        text: str = output.text
        end = self._tokenizer.eos_token
        return text.removesuffix(end) if end else text
