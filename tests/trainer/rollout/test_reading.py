"""What is made of replies of odd shapes, and of wishes for time."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.runtime import Bundle
from toolwright.trainer.parsing import with_calls_of_text
from toolwright.trainer.policies.openai.reading import UnreadableReply, read_reply
from toolwright.trainer.policies.openai.sending import wished_pause


def read(message: Any, **more: Any) -> Any:
    data = json.dumps({"choices": [{"message": message}], **more}).encode()
    return read_reply(data, 2, with_calls_of_text)


def call(name: Any = "f", arguments: Any = "{}") -> dict[str, Any]:
    return {"id": "x", "type": "function", "function": {"name": name, "arguments": arguments}}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ([call()], [("f", "{}")]),
        ([call(arguments={"x": 1})], [("f", '{"x": 1}')]),
        ([call(arguments=None)], [("f", "")]),
        ([call(name=None)], [("", "{}")]),
        ([call(), call()], [("f", "{}"), ("f", "{}")]),
        (call(), [("f", "{}")]),
        ("f(x)", [("", "f(x)")]),
        ([{"name": "f"}], [("", '{"name": "f"}')]),
        ([None, 3], [("", "null"), ("", "3")]),
        ([{"function": "f"}], [("", '{"function": "f"}')]),
    ],
)
def test_calls_of_any_shape_are_kept(given: Any, made: list[tuple[str, str]]) -> None:
    message = read({"content": None, "tool_calls": given}).message
    assert [(c["function"]["name"], c["function"]["arguments"]) for c in message["tool_calls"]] == made
    assert [c["id"] for c in message["tool_calls"]] == [f"call02{i:03}" for i in range(len(made))]
    assert message["content"] == ""


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ({"content": "a"}, "a"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, 3]}, "ab"),
        ({"content": None, "refusal": "no"}, "no"),
        ({"content": None}, ""),
        ({}, ""),
        ({"content": "a", "tool_calls": []}, "a"),
        ({"content": "a", "tool_calls": None}, "a"),
    ],
)
def test_texts_of_any_shape_are_read(message: Any, content: str) -> None:
    assert read(message).message == {"role": "assistant", "content": content}


def test_the_form_before_tools_is_read() -> None:
    message = read({"content": None, "function_call": {"name": "f", "arguments": "{}"}}).message
    assert message["tool_calls"][0]["function"] == {"name": "f", "arguments": "{}"}


def test_tokens_are_counted_where_they_are_counts() -> None:
    reply = read({"content": "a"}, usage={"prompt_tokens": 3, "completion_tokens": 4})
    assert (reply.prompt_tokens, reply.completion_tokens) == (3, 4)
    odd: list[Any] = [None, [], {"prompt_tokens": -1, "completion_tokens": True}, {"prompt_tokens": "3"}]
    for usage in odd:
        reply = read({"content": "a"}, usage=usage)
        assert (reply.prompt_tokens, reply.completion_tokens) == (0, 0)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                    "usage",
                    "text",
                    "reasoning",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(
    payload=_JSON | st.fixed_dictionaries({"choices": st.lists(st.fixed_dictionaries({"message": _JSON}), max_size=2)})
)
def test_no_reply_is_a_surprise(bundle: Callable[[str], Bundle], payload: Any) -> None:
    environment = bundle("city_population").environment()
    episode = environment.reset(next(iter(environment.tasks)))
    try:
        reply = read_reply(json.dumps(payload).encode(), 0, with_calls_of_text)
    except UnreadableReply:
        return
    episode.act(reply.message)
    assert json.dumps(episode.messages)


@pytest.mark.parametrize(
    "data", [b"", b"[", b"[" * 200_000, b"\xff\xfe", b"null", b"{}", b'{"choices": {}}', b'{"choices": [[]]}']
)
def test_what_is_no_completion_is_said(data: bytes) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(data, 0, with_calls_of_text)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0.0),
        ("3", 3.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("nan", 0.0),
        ("inf", 300.0),
        ("99999", 300.0),
        ("soon", 0.0),
        ("Thu, 01 Jan 1970 00:01:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_wishes_for_time(said: str, seconds: float) -> None:
    assert math.isclose(wished_pause({"retry-after": said}, now=40.0), seconds)
