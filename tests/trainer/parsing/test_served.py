"""Messages of servers: calls that their parsers left in the text count beside native ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.parsing import FORMATS, UnknownFormatError, parse_calls, with_calls_of_text

from .golden_tools import TOOLS
from .test_common import PIECES
from .test_golden import GOLDEN

BROKEN = '<tool_call>{"name": "f", "arguments": {"a": }}</tool_call>'
WHOLE = '<tool_call>{"name": "f", "arguments": {"a": 1,  "b": 2}}</tool_call>'


def native(name: str, arguments: str) -> dict[str, Any]:
    return {"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}


def called(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(call["function"]["name"], call["function"]["arguments"]) for call in message.get("tool_calls") or ()]


@pytest.mark.parametrize("text", [BROKEN, f"I look. {BROKEN} So."])
def test_a_malformed_block_counts_beside_native_calls(text: str) -> None:
    said = {"role": "assistant", "content": text, "tool_calls": [native("g", "{}")]}
    message = with_calls_of_text(said)
    assert called(message) == [("g", "{}"), ("f", BROKEN.removesuffix("</tool_call>"))]
    assert message["content"] == text.partition("<")[0].strip()
    assert said["content"] == text and len(said["tool_calls"]) == 1


def test_a_call_that_is_written_twice_counts_once() -> None:
    one = native("f", '{"b":2,"a":1}')
    message = with_calls_of_text({"content": WHOLE, "tool_calls": [one]})
    assert called(message) == [("f", '{"b":2,"a":1}')] and message["content"] == ""
    # Twice in the text, it was called twice.
    message = with_calls_of_text({"content": WHOLE * 2, "tool_calls": [one]})
    assert called(message) == [("f", '{"b":2,"a":1}'), ("f", '{"a": 1,  "b": 2}')]
    # Other arguments make another call.
    message = with_calls_of_text({"content": WHOLE, "tool_calls": [native("f", "{}")]})
    assert len(message["tool_calls"]) == 2


def test_all_of_it_may_stand_in_the_text() -> None:
    for name, cases in GOLDEN.items():
        for text, *_ in cases:
            calls = parse_calls(text, name, TOOLS).calls
            message = with_calls_of_text({"content": text, "tool_calls": None}, name, TOOLS)
            assert called(message) == [(call.name, call.arguments) for call in calls]


@pytest.mark.parametrize(
    "name", ["qwen", "qwen3_coder", "mistral", "deepseekv3", "deepseekv32", "glm", "kimi_k2", "gpt-oss"]
)
def test_the_format_is_told_by_its_marks(name: str) -> None:
    text = next(text for text, calls, errors, _ in GOLDEN[name] if calls and not errors)
    assert called(with_calls_of_text({"content": text}, tools=TOOLS)) == called(
        with_calls_of_text({"content": text}, name, TOOLS)
    )


def test_text_without_calls_stays() -> None:
    for content in ("Answer: 5", "<think>a</think>Answer: 5", "5 </tool_call>", "", None, [{"type": "text"}]):
        said = {"role": "assistant", "content": content}
        assert with_calls_of_text(said) == said
    assert with_calls_of_text({"content": "<|channel|>final<|message|>Answer: 5"}) == {"content": "Answer: 5"}
    assert called(with_calls_of_text({"content": f"<think>{WHOLE}</think>5", "tool_calls": [native("g", "{}")]})) == [
        ("g", "{}")
    ]
    with pytest.raises(UnknownFormatError):
        with_calls_of_text({"content": ""}, "qwem")


@given(
    st.sampled_from([None, *FORMATS]),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.lists(st.sampled_from([native("f", '{"a": 1}'), native("g", "{"), {"id": "1"}, {}, "call", None]), max_size=3),
)
def test_nothing_that_was_called_is_lost(name: str | None, text: str, calls: list[Any]) -> None:
    message = with_calls_of_text({"content": text, "tool_calls": calls}, name)
    assert message["tool_calls"][: len(calls)] == calls
    assert json.loads(json.dumps(message)) == message
