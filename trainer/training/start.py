"""The model that a stage begins with, and its tokenizer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolwright.runtime import Environment

from ..config.models import ModelSection, TinySection
from ..policies import GoldenPolicy
from ..policies.dialect import template_messages
from ..tasks import LevelTask, play
from ..tiny import CHAT_TEMPLATE, build_model, build_tokenizer, load_tokenizer
from .stage import Unfit, on_processors
from .templates import told


def golden_texts(environments: Mapping[tuple[str, str], Environment], refs: Sequence[LevelTask]) -> Iterator[str]:
    """The golden plans of *refs* as conversations in the tiny template: what its tokenizer takes its words from."""
    render = build_tokenizer([]).apply_chat_template
    for (name, level, task), each in zip(refs, play(environments, refs, GoldenPolicy()), strict=True):
        environment = environments[name, level]
        tools = [environment.documents[tool] for tool in environment.tasks[task].tools]
        yield render(template_messages(each.trajectory["messages"]), tools=tools, tokenize=False)


def make_tiny(
    settings: TinySection,
    environments: Mapping[tuple[str, str], Environment],
    refs: Sequence[LevelTask],
    seed: int,
    folder: Path,
) -> None:
    """Make a tiny model that knows the words of *refs*, and save it in *folder*."""
    from transformers import set_seed

    tokenizer = build_tokenizer(golden_texts(environments, refs), settings.vocabulary, cut_names=settings.cut_names)
    set_seed(seed)
    measures = {"hidden": settings.hidden, "layers": settings.layers}
    model = build_model(tokenizer, **measures, heads=settings.heads, kv_heads=settings.kv_heads)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def load(path: str, settings: ModelSection) -> tuple[Any, Any]:
    """The model and tokenizer saved under *path*, or known to the hub by that name.

    Raises Unfit where there is none, or its chat template does not ask for what *settings* tells it.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    options = {"attn_implementation": settings.attention} if settings.attention else {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, padding_side="left")
        if tokenizer.chat_template == CHAT_TEMPLATE:
            # The automatic class may swap the pre-tokenizer, and knows no response template.
            tokenizer = load_tokenizer(path)
        model = AutoModelForCausalLM.from_pretrained(path, dtype=settings.dtype, **options)
    except ImportError as problem:
        raise Unfit(f"{path} cannot be loaded: {str(problem).strip().splitlines()[0]}") from None
    except (OSError, ValueError) as problem:
        raise Unfit(f"there is no model at {path}: {str(problem).splitlines()[0]}") from None
    told(tokenizer, settings)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, tokenizer


def on_device(model: Any, settings: ModelSection) -> Any:
    """*model* where it can play: on this process's accelerator, if there is one and the settings allow it."""
    if on_processors(settings):
        return model
    return model.to(f"cuda:{os.environ.get('LOCAL_RANK', '0')}")
