"""Chat templates in training: what they are told, and what TRL must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from datasets import Dataset
from trl import chat_template_utils as known

from ..config.models import ModelSection, RolloutStage, SftSection, Stage
from ..parsing import format_of
from ..policies import Manner
from ..policies.dialect import NotAsked, template_options
from .stage import Unfit

_RESPONSES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "qwen": known.qwen3_template,
        "qwen3_coder": known.qwen3_5_template,
        "llama3": known.llama3_template,
        "glm": known.glm4moe_template,
        "gpt-oss": known.gptoss_template,
    }
)
"""Format of calls to how TRL's loop is told to read it, for templates that TRL does not know byte for byte."""


def manner(settings: ModelSection) -> Manner:
    """How the model of a training file is spoken to, by training, evaluation and collection alike."""
    return Manner(settings.thinking, settings.call_format)


def told(tokenizer: Any, settings: ModelSection) -> dict[str, bool]:
    """What *tokenizer*'s chat template is told wherever it is rendered.

    Raises Unfit where it does not ask for it, or there is none.
    """
    if tokenizer.chat_template is None:
        raise Unfit(f"the tokenizer of {settings.path} has no chat template; train an instruction-tuned model")
    try:
        return template_options(tokenizer, manner(settings))
    except NotAsked as problem:
        raise Unfit(f"`thinking` cannot be told to {settings.path}: {problem}") from None


def rendered_with(rows: Dataset, options: Mapping[str, bool]) -> Dataset:
    """*rows* that TRL renders with *options*."""
    return rows.add_column("chat_template_kwargs", [dict(options)] * len(rows)) if options else rows


def call_format(tokenizer: Any, settings: ModelSection) -> str | None:
    """The format in which the model writes calls; None where neither the file nor its template tells."""
    return settings.call_format or format_of(tokenizer)


def fit(tokenizer: Any, stage: Stage, settings: ModelSection) -> None:
    """See that TRL can run *stage* with the chat template of *tokenizer*, which is told how calls are read if it is
    not known.

    Raises Unfit where it cannot.
    """
    try:
        if isinstance(stage, SftSection) and not known.has_generation_markers(tokenizer.chat_template):
            known.get_training_chat_template(tokenizer)
        if isinstance(stage, RolloutStage) and not known.is_chat_template_prefix_preserving(tokenizer):
            known.get_training_chat_template(tokenizer)
    except ValueError:
        raise Unfit(
            f"TRL does not know the chat template of {settings.path}, and cannot train with it as it is: give the "
            "tokenizer one that renders a conversation as the beginning of every longer one, with what the model "
            "writes between {% generation %} and {% endgeneration %}"
        ) from None
    if isinstance(stage, RolloutStage) and getattr(tokenizer, "response_template", None) is None:
        try:
            known.add_response_schema(tokenizer)
        except ValueError:
            tokenizer.response_template = _response(tokenizer, settings)


def _response(tokenizer: Any, settings: ModelSection) -> Any:
    """How TRL reads the turns of a model whose chat template it does not know. Raises Unfit where it cannot."""
    name = call_format(tokenizer, settings) or ""
    found = _RESPONSES.get(name)
    if found is None:
        why = f"does not read `{name}`" if name else "`[model] call_format` does not say how it calls"
        raise Unfit(f"TRL does not know the chat template of {settings.path}, and {why}")
    begun = tokenizer.apply_chat_template(
        [{"role": "user", "content": "?"}], add_generation_prompt=True, tokenize=False
    )
    if found["start_anchor"] not in begun:
        # TRL would look for calls in the prompt.
        raise Unfit(
            f"TRL does not know the chat template of {settings.path}, whose turns do not begin with "
            f"{found['start_anchor']!r} as those of `{name}` do"
        )
    return found
