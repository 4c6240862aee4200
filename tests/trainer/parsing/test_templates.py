"""Calls rendered by models' own chat templates, as TRL packages them, are found again; and other parsers agree."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from transformers.utils.chat_parsing import parse_response
from transformers.utils.chat_template_utils import render_jinja_template
from trl import chat_template_utils

from toolwright.trainer.parsing import FORMATS, format_of, parse_calls

FOLDER = Path(trl.__file__).parent / "chat_templates"
TEMPLATES = {
    **dict.fromkeys(["qwen2_5", "qwen3"], "qwen"),
    **dict.fromkeys(["qwen3_5_think", "qwen3_8", "nemotron_3_nano"], "qwen3_coder"),
    "llama3_1": "llama3",
    "deepseekv3": "deepseekv3",
    "glm4moe": "glm",
    "gptoss": "gpt-oss",
    **dict.fromkeys(["lfm2_v2", "lfm2_2_5"], "pythonic"),
}
"""Template to the format that it asks for."""

RESPONSES = {
    "qwen2_5": "qwen3_template", "qwen3_5_think": "qwen3_5_template", "glm4moe": "glm4moe_template",
    "llama3_1": "llama3_template", "gptoss": "gptoss_template", "lfm2_v2": "lfm2_2_5_template",
}  # fmt: skip
"""Template to TRL's name of its response template, which transformers parses by."""

ONE_CALL = {"llama3", "gpt-oss"}
"""Formats whose templates render one call a turn."""

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
WORDS = st.lists(
    st.sampled_from([*"ab5 .,:{}[]()\"'é\\/<>=-", "</tool_call>", "[f(", "<think", "null", "True"]), max_size=8
).map("".join)
"""Texts with much that has a meaning around them; what a template cannot write is left out below."""
CANNOT_WRITE = {
    **dict.fromkeys(["qwen3_5_think", "qwen3_8", "nemotron_3_nano"], ("</parameter>", "<parameter=")),
    "glm4moe": ("</arg_value>",),
    "lfm2_2_5": ("'", "\\"),
}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": WORDS,
    "integer": st.integers(-(10**20), 10**20),
    "number": st.floats(allow_nan=False, allow_infinity=False, width=32),
    "boolean": st.booleans(),
    "null": st.none(),
    "array": st.lists(WORDS | st.integers() | st.booleans() | st.none(), max_size=3),
    "object": st.dictionaries(NAMES, WORDS | st.lists(st.integers(0, 9)) | st.none(), max_size=3),
}

Call = dict[str, Any]


@st.composite
def calls_with_tools(draw: st.DrawFn) -> tuple[list[Call], list[dict[str, Any]]]:
    """Calls, and the tools' documents that they keep to."""
    calls, tools = [], []
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        types = draw(st.dictionaries(NAMES, st.sampled_from(sorted(VALUES)), max_size=4))
        properties = {key: {"type": kind, "description": key} for key, kind in types.items()}
        parameters = {"type": "object", "properties": properties}
        tools.append({"type": "function", "function": {"name": name, "description": "d", "parameters": parameters}})
        calls.append({"name": name, "arguments": {key: draw(VALUES[kind]) for key, kind in types.items()}})
    return calls, tools


@cache
def template(name: str) -> str:
    return (FOLDER / f"{name}.jinja").read_text(encoding="utf-8")


def written(name: str, calls: list[Call], tools: list[dict[str, Any]], content: str = "", text: bool = False) -> str:
    """What the model of the template writes for *calls*; with *text* their arguments are given as JSON text."""
    entries = [
        {"id": str(number), "type": "function",
         "function": {**call, "arguments": json.dumps(call["arguments"])} if text else call}
        for number, call in enumerate(calls)
    ]  # fmt: skip
    conversation = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": content, "tool_calls": entries},
    ]
    options = {"chat_template": template(name), "tools": tools, "bos_token": "<s>"}
    whole = render_jinja_template(conversations=[conversation], **options)[0][0]
    # Thinking stands in the prompt for some, so the turn is what follows the last user's words.
    prompt = render_jinja_template(conversations=[conversation[:1]], add_generation_prompt=True, **options)[0][0]
    common = next(
        (i for i, (a, b) in enumerate(zip(whole, prompt, strict=False)) if a != b), min(len(whole), len(prompt))
    )
    return str(whole[common:])


@pytest.mark.parametrize("name", TEMPLATES)
def test_rendered_calls_are_found_again(name: str) -> None:
    """And where transformers' parser finds them, by TRL's response template, it is of one mind with us."""
    format_name = TEMPLATES[name]
    spec = getattr(chat_template_utils, RESPONSES[name]) if name in RESPONSES else None

    @settings(max_examples=25)
    @given(calls_with_tools(), st.sampled_from(["", "I look it up."]))
    def found_again(made: tuple[list[Call], list[dict[str, Any]]], content: str) -> None:
        calls, tools = made
        calls = calls[:1] if format_name in ONE_CALL else calls
        assume(not any(mark in json.dumps(calls, ensure_ascii=False) for mark in CANNOT_WRITE.get(name, ())))
        text = written(name, calls, tools, content, text=format_name == "deepseekv3")
        parsed = parse_calls(text, format_name, tools)
        assert [call.error for call in parsed.calls] == [None] * len(calls)
        found = [{"name": call.name, "arguments": json.loads(call.arguments)} for call in parsed.calls]
        assert found == calls
        if spec is None:
            return
        try:
            theirs = parse_response(text, spec, prefix="", tools=tools).get("tool_calls", [])
        except ValueError:
            return
        if [call["function"]["name"] for call in theirs] == [call["name"] for call in calls]:
            agreed.extend(call["function"] in found for call in theirs)

    agreed: list[bool] = []
    found_again()
    # Theirs strips texts and reads some as JSON, so that it is not always right.
    assert spec is None or sum(agreed) > len(agreed) / 3


def test_a_template_says_its_format() -> None:
    class Tokenizer:
        def __init__(self, chat_template: Any) -> None:
            self.chat_template = chat_template

    assert {name: format_of(Tokenizer(template(name))) for name in TEMPLATES} == TEMPLATES
    for path in FOLDER.glob("*.jinja"):
        assert format_of(Tokenizer(path.read_text(encoding="utf-8"))) in {None, *FORMATS}
    assert format_of(Tokenizer({"default": "", "tool_use": template("qwen3")})) == "qwen"
    assert format_of(Tokenizer(None)) is None and format_of(Tokenizer(template("phi3"))) is None
    # What templates that TRL does not have say of their calls.
    others = {
        "mistral": "{{- '[TOOL_CALLS]' + tool.name + '[ARGS]' }}",
        "kimi_k2": "<|tool_call_begin|>{{ id }}<|tool_call_argument_begin|>{{ arguments }}<|tool_call_end|>",
        "deepseekv31": "'<｜tool▁call▁begin｜>'+ tool['function']['name'] + '<｜tool▁sep｜>'",
        "deepseekv32": '<｜DSML｜invoke name="$TOOL_NAME">',
        "glm47": "<tool_call>{function-name}<arg_key>{arg-key-1}</arg_key><arg_value>{arg-value-1}</arg_value>",
        "pythonic": "<|python_start|>",
    }
    assert {name: format_of(Tokenizer(text)) for name, text in others.items()} == {name: name for name in others}
