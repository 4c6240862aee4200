from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.parsing import ParsedCall, ParseError, parse_calls

TAGS = ("<tool_call>", "</tool_call>", "<think>", "</think>")
GOOD = '{"name": "f", "arguments": {"x": 1}}'


def block(body: str) -> str:
    return f"<tool_call>\n{body}\n</tool_call>"


def calls(text: str) -> list[tuple[str, str]]:
    return [(c.name, c.arguments) for c in parse_calls(text).calls if not c.malformed]


def malformed(text: str) -> int:
    return sum(c.malformed for c in parse_calls(text).calls)


@pytest.mark.parametrize(
    ("text", "found", "wrong"),
    [
        ("Answer: 5", [], 0),
        (block(GOOD), [("f", '{"x": 1}')], 0),
        (f"<tool_call>{GOOD}</tool_call>", [("f", '{"x": 1}')], 0),
        (block(GOOD) + "\n" + block('{"name": "g", "arguments": {}}'), [("f", '{"x": 1}'), ("g", "{}")], 0),
        (block('{"arguments": {"x": 1}, "name": "f", "id": 3}'), [("f", '{"x": 1}')], 0),
        (block('{"name": "f"}'), [("f", "{}")], 0),
        (block('{"name": "f", "arguments": "{\\"x\\": 1}"}'), [("f", '{"x": 1}')], 0),
        # A closing or opening tag inside a string is text.
        (block('{"name": "f", "arguments": {"x": "</tool_call>"}}'), [("f", '{"x": "</tool_call>"}')], 0),
        (block('{"name": "f", "arguments": {"x": "<tool_call>"}}'), [("f", '{"x": "<tool_call>"}')], 0),
        (
            block('{"name": "f", "arguments": {"x": "a \\" </tool_call><tool_call> b"}}') + block(GOOD),
            [("f", '{"x": "a \\" </tool_call><tool_call> b"}'), ("f", '{"x": 1}')],
            0,
        ),
        (block('{"name": "f", "arguments": {"x": "</think>"}}'), [("f", '{"x": "</think>"}')], 0),
        # Thinking.
        (f"<think>{block(GOOD)}</think>Answer: 1", [], 0),
        (f"<think>{block(GOOD)}", [], 0),
        (f"{block(GOOD)}</think>Answer: 1", [], 0),
        (f"hm <tool_call> hm</think>{block(GOOD)}", [("f", '{"x": 1}')], 0),
        (f"<think>the tag <tool_call> is odd</think>{block(GOOD)}", [("f", '{"x": 1}')], 0),
        # Wrong ones count.
        (block('{"name": "f", "arguments": {"x": 1}'), [], 1),
        (block("{'name': 'f', 'arguments': {}}"), [], 1),
        (block('["f"]'), [], 1),
        (block('{"arguments": {}}'), [], 1),
        (block('{"name": 3, "arguments": {}}'), [], 1),
        (block('{"name": "f", "name": "g", "arguments": {}}'), [], 1),
        (block(GOOD + " trailing"), [], 1),
        (block(""), [], 1),
        (f"<tool_call>{GOOD}", [], 1),
        ("<tool_call>", [], 1),
        (f"<tool_call>{GOOD}<tool_call>{GOOD}</tool_call>", [("f", '{"x": 1}')], 1),
        (block('{"name": "f, "arguments": {}}') + "\n" + block(GOOD), [("f", '{"x": 1}')], 1),
        (block('{"name": "f", "arguments": {}}}') + block(GOOD), [("f", '{"x": 1}')], 1),
        (block('{"name": "f", "arguments": ' + "[" * 100_000 + "]" * 100_000 + "}"), [], 1),
        # Debris without an opening tag is text, which `solve_f1` punishes.
        ("5 </tool_call>", [], 0),
    ],
)
def test_what_is_a_call(text: str, found: list[tuple[str, str]], wrong: int) -> None:
    assert calls(text) == found
    assert malformed(text) == wrong


def test_arguments_stay_as_written() -> None:
    raw = '{"x":1.0,  "x": 2, "y": "\\u00e9"}'
    assert calls(block(f'{{"name": "f", "arguments": {raw}}}')) == [("f", raw)]


def test_malformed_calls_keep_their_name_and_are_no_json() -> None:
    (call,) = parse_calls(f"<tool_call>{GOOD}").calls
    assert call == ParsedCall("f", f"<tool_call>{GOOD}", ParseError.UNCLOSED)
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(call.arguments)


def test_content_and_thinking() -> None:
    parsed = parse_calls(f"<think> why </think> I look. {block(GOOD)} then")
    assert (parsed.content, parsed.thinking) == ("I look.", "why")
    assert parsed.message("c1") == {
        "role": "assistant",
        "content": "I look.",
        "reasoning_content": "why",
        "tool_calls": [{"id": "c1_0", "type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}],
    }


def test_a_final_turn_keeps_its_whole_text() -> None:
    text = "<think>Oslo?</think>\nAnswer: Rome"
    assert parse_calls(text).message() == {"role": "assistant", "content": text}


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-999, 999)
    | st.lists(st.sampled_from([*'ab"\\{}[]:, \n', *TAGS])).map("".join),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=8), st.dictionaries(st.text(max_size=5), _json, max_size=3)),
        max_size=4,
    ),
    st.booleans(),
)
def test_what_is_rendered_is_found_again(made: list[tuple[str, dict[str, Any]]], thinks: bool) -> None:
    text = "<think>so</think>" if thinks else ""
    text += "\n".join(block(json.dumps({"name": name, "arguments": arguments})) for name, arguments in made)
    assert [(name, json.loads(arguments)) for name, arguments in calls(text)] == made
    assert malformed(text) == 0


@given(st.lists(st.sampled_from([*'"\\{}\na', *TAGS, GOOD])).map("".join))
def test_any_text_is_read(text: str) -> None:
    parsed = parse_calls(text)
    assert len(parsed.calls) <= text.count("<tool_call>")
    for call in parsed.calls:
        assert call.malformed == call.arguments.startswith("<tool_call>")
    assert parsed.message()["role"] == "assistant"
