"""What models of each format write, and what it means."""

from __future__ import annotations

import json

import pytest

from toolwright.trainer.parsing import ParseError, parse_calls

from .golden_json import DEEPSEEKV3, DEEPSEEKV31, GPT_OSS, KIMI_K2, LLAMA3, MISTRAL, QWEN
from .golden_tags import DEEPSEEKV32, GLM, GLM47, PYTHONIC, QWEN3_CODER
from .golden_tools import TOOLS, Case

GOLDEN: dict[str, list[Case]] = {
    "qwen": QWEN,
    "hermes": QWEN,
    "qwen3_coder": QWEN3_CODER,
    "llama3": LLAMA3,
    "mistral": MISTRAL,
    "deepseekv3": DEEPSEEKV3,
    "deepseekv31": DEEPSEEKV31,
    "deepseekv32": DEEPSEEKV32,
    "glm": GLM,
    "glm47": GLM47,
    "kimi_k2": KIMI_K2,
    "gpt-oss": GPT_OSS,
    "pythonic": PYTHONIC,
}


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in GOLDEN.items() for case in cases])
def test_what_models_write(name: str, case: Case) -> None:
    text, calls, errors, content = case
    parsed = parse_calls(text, name, TOOLS)
    good = [call for call in parsed.calls if not call.malformed]
    assert [call.name for call in good] == [tool for tool, _ in calls]
    for call, (_, arguments) in zip(good, calls, strict=True):
        if isinstance(arguments, str):
            assert call.arguments == arguments
        else:
            assert json.loads(call.arguments) == arguments
    assert [call.error for call in parsed.calls if call.malformed] == [ParseError(error) for error in errors]
    assert parsed.content == content
