"""What holds for every format: any text is read, in linear time, and a text that was cut off gives no other calls."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.parsing import FORMATS, Parsed, UnknownFormatError, format_named, has_debris, parse_calls

from .golden_tools import TOOLS
from .test_golden import GOLDEN

MARKS = sorted({mark for known in FORMATS.values() for mark in (*known.marks, *known.ends)})
PIECES = (
    *MARKS, "<think>", "</think>", "[THINK]", "[/THINK]",
    '{"name": "f", "arguments": {"a": 1}}', '{"name": "f"', "f", "{}",
    '"', "'", "\\", "{", "}", "[", "]", "(", ")", ",", ":", ";", "=", "\n", " ", "5", "a", "<", ">", "to=functions.f",
    "analysis", "final", "commentary", 'name="f"', ' string="true">', "<parameter=a>", "f(a=", "function", "```json\n",
)  # fmt: skip
WHOLE = [(name, case) for name, cases in GOLDEN.items() for case in cases if not case[2] and case[1]]


def never_made(parsed: Parsed) -> bool:
    """Whether no malformed call could be taken for one that is whole."""
    for call in parsed.calls:
        if call.malformed and call.name:
            try:
                json.loads(call.arguments)
                return False
            except ValueError:
                pass
    return True


@given(st.sampled_from(sorted(FORMATS)), st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_any_text_is_read(name: str, text: str, thinking: bool) -> None:
    parsed = parse_calls(text, name, TOOLS, thinking=thinking)
    assert never_made(parsed)
    assert parsed == parse_calls(text, name, TOOLS, thinking=thinking)
    message = parsed.message("c")
    ids = [call["id"] for call in message.get("tool_calls", [])]
    assert len(set(ids)) == len(ids) == len(parsed.calls)


@given(st.sampled_from(sorted(FORMATS)), st.text())
def test_text_without_marks_is_content(name: str, text: str) -> None:
    parsed = parse_calls(text, name)
    if not set("{[<") & set(text):
        assert (parsed.content, parsed.calls, parsed.thinking) == (text.strip(), (), "")


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_that_is_cut_off_gives_no_other_calls(name: str) -> None:
    for of, (text, calls, *_) in WHOLE:
        # Cut in a string, a tag that stands in it is a tag.
        if of != name or has_debris(str(calls)):
            continue
        whole = [(call.name, call.arguments) for call in parse_calls(text, name, TOOLS).calls]
        for end in range(len(text)):
            parsed = parse_calls(text[:end], name, TOOLS)
            good = [(call.name, call.arguments) for call in parsed.calls if not call.malformed]
            assert good == whole[: len(good)], text[:end]
            assert sum(call.malformed for call in parsed.calls) <= 1, text[:end]
            assert never_made(parsed)


THINKS = [name for name in FORMATS if name != "gpt-oss"]


@pytest.mark.parametrize("name", THINKS)
@pytest.mark.parametrize("case", ["closed", "opened by the prompt", "known to be opened", "never closed"])
def test_a_call_inside_thinking_is_no_call(name: str, case: str) -> None:
    text, calls, *_ = next(whole for of, whole in WHOLE if of == name)
    thought = f"So: {text}\nor not."
    if case == "never closed":
        parsed = parse_calls(f"<think>{thought}", name)
        assert (parsed.calls, parsed.content) == ((), "")
        assert parse_calls(thought, name, thinking=True).calls == ()
        assert parse_calls(thought, name, thinking=True).raw.startswith("<think>")
        return
    opened = "<think>" if case == "closed" else ""
    parsed = parse_calls(f"{opened}{thought}</think>\nNow.\n{text}", name, TOOLS, thinking=case == "known to be opened")
    assert [call.name for call in parsed.calls] == [tool for tool, _ in calls]
    assert parsed.thinking == thought.strip()
    assert parsed.content.startswith("Now.")


def test_thinking_of_gpt_oss() -> None:
    text = "<|channel|>analysis<|message|>to=functions.f {}<|end|>"
    text += "<|start|>assistant<|channel|>final<|message|>Oslo<|return|>"
    parsed = parse_calls(text, "gpt-oss")
    assert parsed == Parsed("Oslo", "to=functions.f {}", (), "<think>to=functions.f {}</think>Oslo")


def test_a_final_turn_of_mistral_is_judged_after_its_thinking() -> None:
    parsed = parse_calls("[THINK]Rome?[/THINK]Answer: Oslo</s>", "mistral")
    assert parsed.message() == {"role": "assistant", "content": "<think>Rome?</think>Answer: Oslo"}


def test_names_of_formats() -> None:
    for name in (
        "hermes",
        "Qwen",
        "gpt_oss",
        "harmony",
        "deepseek_v3.1",
        "DeepSeek-V3.2",
        "llama3_json",
        "Qwen3-Coder",
    ):
        assert format_named(name).name in FORMATS
    assert format_named("hermes") is format_named("qwen")
    with pytest.raises(UnknownFormatError, match=r"no format 'qwem'; there are qwen, qwen3_coder, "):
        parse_calls("", "qwem")


def test_debris() -> None:
    assert all(has_debris(f"5 {mark}") for known in FORMATS.values() for mark in known.marks)
    assert not has_debris('Answer: [1, 2] <b> {"a": 1}')


JSON = '{"name": "f", "arguments": {"'
UNITS = {
    "qwen": ["<tool_call>", "<tool_call>" + JSON, '<tool_call>{",":[",', "<think>", "</think>", "<tool_call>["],
    "qwen3_coder": [
        "<function=f>", "<tool_call>\n<function=f>\n<parameter=a>\n", '<tool_call><function=f><parameter=a>{"',
        "<parameter=a><tool_call><function=f><parameter=b></parameter>",
    ],
    "llama3": ["{", '{"a":', '{"id": {"', JSON, "<|python_tag|>", '<|python_tag|>f.call(a="', '<function=f>{"', "[{"],
    "mistral": [
        "[TOOL_CALLS]", "[TOOL_CALLS] [{", '[TOOL_CALLS]f{"a":"', f"[TOOL_CALLS] [{JSON}",
        '[TOOL_CALLS][1,{"name":',
    ],
    "deepseekv3": [
        "<｜tool▁call▁begin｜>", '<｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{"', "<｜tool▁calls▁begin｜>",
    ],
    "deepseekv31": ["<｜tool▁call▁begin｜>", '<｜tool▁call▁begin｜>f<｜tool▁sep｜>["', "<｜tool▁sep｜>"],
    "deepseekv32": [
        '<｜DSML｜invoke name="f">', "<｜DSML｜function_calls>",
        '<｜DSML｜parameter name="a"><｜DSML｜invoke name="f"><｜DSML｜parameter name="b"></｜DSML｜parameter>',
    ],
    "glm": [
        "<tool_call>f<arg_key>", '<tool_call>f<arg_key>a</arg_key><arg_value>{"',
        "<arg_key>a</arg_key><arg_value><tool_call>f<arg_key>b</arg_key><arg_value></arg_value>",
    ],
    "kimi_k2": [
        "<|tool_call_begin|>", '<|tool_call_begin|>f:0<|tool_call_argument_begin|>{"',
        "<|tool_calls_section_begin|>",
    ],
    "gpt-oss": ["<|channel|>", '<|channel|>commentary to=functions.f<|message|>{"', "<|start|>", "<|message|>"],
    "pythonic": ["\n[f(a='", "\n[f(a=[", "f(a='x'),\n", "\n[f(a='),\ng(b=')", "<|python_start|>", "\n[f(a=\"f(a='"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, units in UNITS.items() for unit in (*units, "<|im_end|>")]
)
def test_reading_takes_linear_time(name: str, unit: str) -> None:
    """Ten times the text takes ten times as long, and not a hundred times."""
    known = format_named(name)
    times = []
    for length in (8_000, 80_000):
        text = unit * (length // len(unit)) + "\"}]'"
        start = time.process_time()
        known.parse(text, TOOLS)
        times.append(time.process_time() - start)
    assert times[1] < 40 * max(times[0], 0.005)
