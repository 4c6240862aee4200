"""Conversations with every kind of call are shown by every template, and what follows a prompt is understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jinja2 import TemplateError
from transformers.utils.chat_template_utils import render_jinja_template

from toolwright.trainer.policies import Manner
from toolwright.trainer.policies.dialect import Dialect

from .parsing.test_templates import TEMPLATES, template

KIMI = """{%- for message in messages -%}<|im_{{ message.role }}|>{{ message.tool_call_id }}{{ message.content }}
{%- for call in message.tool_calls or [] -%}
<|tool_call_begin|>{{ call.id }}<|tool_call_argument_begin|>{{ call.function.arguments | tojson }}<|tool_call_end|>
{%- endfor -%}{%- endfor -%}"""


class Letters:
    """A tokenizer whose tokens are characters."""

    def __init__(self, chat_template: str) -> None:
        self.chat_template = chat_template

    def apply_chat_template(self, messages: list[dict[str, Any]], **options: Any) -> list[int]:
        options.pop("return_dict")
        text = render_jinja_template([messages], chat_template=self.chat_template, bos_token="", **options)[0][0]
        return [ord(letter) for letter in text]

    def decode(self, ids: list[int]) -> str:
        return "".join(map(chr, ids))


def call(number: int, name: str, arguments: str) -> dict[str, Any]:
    return {"id": f"call00{number:03}", "type": "function", "function": {"name": name, "arguments": arguments}}


def conversation(*calls: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": "I look.", "tool_calls": list(calls)},
        *({"role": "tool", "tool_call_id": made["id"], "content": f"seen {i}"} for i, made in enumerate(calls)),
    ]


GOOD = call(0, "lookup", '{"city": "Oslo", "n": 5}')
BAD = call(1, "wrong", '<tool_call>{"name": "wrong", "arg')


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("calls", [(GOOD,), (BAD,), (GOOD, BAD)])
def test_every_template_shows_what_was_called(name: str, calls: tuple[dict[str, Any], ...]) -> None:
    if name == "gptoss" and len(calls) > 1:
        calls = calls[:1]  # the model writes one call a turn, and its template shows no more
    tokenizer = Letters(template(name))
    text = tokenizer.decode(Dialect(tokenizer).prompt(conversation(*calls), []))
    if GOOD in calls:
        assert "lookup" in text and "Oslo" in text
    if BAD in calls:
        assert "wrong" in text and "arg" in text
    assert "seen 0" in text


def test_gpt_oss_sees_what_it_thought_before_a_call() -> None:
    tokenizer = Letters(template("gptoss"))
    messages = conversation(GOOD)
    messages[1] |= {"content": "", "reasoning_content": "I should look."}
    shown = tokenizer.decode(Dialect(tokenizer).prompt(messages, []))
    assert "<|channel|>analysis<|message|>I should look.<|end|>" in shown and "to=functions.lookup" in shown
    messages[1]["content"] = "A moment."
    shown = tokenizer.decode(Dialect(tokenizer).prompt(messages, []))
    assert "<|channel|>analysis<|message|>I should look.\n\nA moment.<|end|>" in shown
    messages[1]["reasoning_content"] = "<|channel|>analysis<|message|>"
    assert "to=functions.lookup" in tokenizer.decode(Dialect(tokenizer).prompt(messages, []))


def test_the_ids_of_kimi_name_the_tools() -> None:
    tokenizer = Letters(KIMI)
    messages = [*conversation(GOOD), *conversation({**GOOD, "id": "call01000"})[1:]]
    text = tokenizer.decode(Dialect(tokenizer).prompt(messages, []))
    assert "<|tool_call_begin|>functions.lookup:0<|tool_call_argument_begin|>" in text
    assert "<|tool_call_begin|>functions.lookup:1<|tool_call_argument_begin|>" in text
    assert "<|im_tool|>functions.lookup:0seen" in text and "<|im_tool|>functions.lookup:1seen" in text


def test_a_template_that_tells_no_format_is_read_in_the_one_that_is_said() -> None:
    tokenizer = Letters("{% for message in messages %}{{ message.content }}{% endfor %}")
    text = '[TOOL_CALLS]lookup[ARGS]{"city": "Oslo"}'
    assert Dialect(tokenizer).parse([], text, []).calls == ()
    (found,) = Dialect(tokenizer, Manner(call_format="mistral")).parse([], text, []).calls
    assert (found.name, found.arguments) == ("lookup", '{"city": "Oslo"}')


def test_a_template_that_takes_no_conversation_says_why() -> None:
    tokenizer = Letters("<tool_call>{{ raise_exception('no tools here') }}")
    with pytest.raises(TemplateError, match="no tools here"):
        Dialect(tokenizer).prompt(conversation(GOOD), [])


def test_thinking_that_the_prompt_opened() -> None:
    text = '<tool_call>{"name": "f", "arguments": {}}</tool_call>'
    thinks = Letters(template("qwen3_5_think").replace("<function=", "").replace("<parameter=", ""))
    dialect = Dialect(thinks)
    prompt = dialect.prompt([{"role": "user", "content": "Who?"}], [])
    assert dialect.parse(prompt, f"so {text}", []).calls == ()
    assert len(dialect.parse(prompt, f"so</think>{text}", []).calls) == 1
    assert len(dialect.parse(prompt[:-10], text, []).calls) == 1
    assert json.loads(dialect.parse(prompt, f"so</think>{text}", []).calls[0].arguments) == {}
