"""Which format a model writes, told by its chat template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TOLD_BY: Final = (
    ("gpt-oss", ("<|channel|>commentary", "<|message|>")),
    ("deepseekv32", ("｜DSML｜",)),
    ("deepseekv3", ("<｜tool▁sep｜>", "```json")),
    ("deepseekv31", ("<｜tool▁sep｜>",)),
    ("kimi_k2", ("<|tool_call_argument_begin|>",)),
    ("mistral", ("[TOOL_CALLS]",)),
    ("glm47", ("<tool_call>{function-name}<arg_key>",)),
    ("glm", ("<arg_key>",)),
    ("qwen3_coder", ("<function=", "<parameter=")),
    ("pythonic", ("<|tool_call_start|>",)),
    ("pythonic", ("<|python_start|>",)),
    ("pythonic", ("<function_calls>",)),
    ("qwen", ("<tool_call>",)),
    ("llama3", ("<|start_header_id|>", '"parameters"')),
)
"""Formats by texts that all stand in their templates; the first that fits."""


def format_of(tokenizer: Any) -> str | None:
    """The name of the format that *tokenizer*'s chat template asks for; None where it has none that we know.

    Of several templates the one for tool use counts.
    """
    template = getattr(tokenizer, "chat_template", None)
    if isinstance(template, Mapping):
        template = template.get("tool_use", template.get("default"))
    if not isinstance(template, str):
        return None
    # Jinja's strings may write the quotes of JSON with backslashes.
    template = template.replace('\\"', '"')
    return next((name for name, texts in _TOLD_BY if all(text in template for text in texts)), None)
