"""What models of each format write, and what it means. Many texts are those of vLLM's own tests (Apache 2.0), named at
each table; where vLLM gives up a whole turn for one broken call, we give the others and count the broken one.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.trainer.parsing import ParseError, parse_calls

WEATHER: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "state": {"type": "string"},
                "unit": {"enum": ["fahrenheit", "celsius"]},
            },
        },
    },
}
AREA: dict[str, Any] = {
    "name": "calculate_area",
    "parameters": {
        "type": "object",
        "$defs": {"Whole": {"type": "integer"}},
        "properties": {
            "shape": {"type": "string"},
            "dimensions": {"type": "object"},
            "precision": {"$ref": "#/$defs/Whole"},
            "tags": {"anyOf": [{"type": "array"}, {"type": "null"}]},
            "exact": {"type": "boolean"},
            "scale": {"type": ["number", "null"]},
            "note": {"type": "string"},
        },
    },
}
TOOLS = [WEATHER, AREA, "no tool", {"function": {"name": 3}}]

Case = tuple[str, list[tuple[str, Any]], list[str], str]
"""A text, its calls with their arguments as values (as text where they are compared to the letter), its errors and
its content.
"""

DALLAS = {"city": "Dallas", "state": "TX", "unit": "fahrenheit"}

# vllm: tests/tool_parsers/test_hermes_tool_parser.py
QWEN: list[Case] = [
    ('<tool_call>\n{"name": "final_answer", "arguments": {"trigger": true}}\n</tool_call>',
     [("final_answer", '{"trigger": true}')], [], ""),
    ('Sure.<tool_call>{"name": "search", "arguments": {"q": "cats"}}</tool_call>'
     '<tool_call>{"name": "search", "arguments": {"q": "dogs"}}</tool_call>',
     [("search", '{"q": "cats"}'), ("search", '{"q": "dogs"}')], [], "Sure."),
    # vLLM takes a call without its closing tag; a turn that was cut off is no call here.
    ('<tool_call>\n{"name": "final_answer", "arguments": {"trigger": true}}', [], ["unclosed"], ""),
    ('<tool_call>\n{"name": "final_answer", "arguments": {"trigger": true}', [], ["unclosed"], ""),
    ('<tool_call>\n{"name": "get_db_config", "arguments": "{\\"param\\": \\"max_connections\\"}"}\n</tool_call>',
     [("get_db_config", '{"param": "max_connections"}')], [], ""),
    ('<tool_call>\n{"name": "do_thing", "arguments": "hello"}\n</tool_call>', [("do_thing", '"hello"')], [], ""),
    ('<tool_call>{"name": "f", "parameters": {"a": 1}}</tool_call><|im_end|>', [], ["missing_arguments"], ""),
    ('<tool_call>{"name": "", "arguments": {}}</tool_call>', [], ["missing_name"], ""),
    ('<tool_call>["f"]</tool_call>', [], ["not_an_object"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_qwen3coder_tool_parser.py
_DALLAS_XML = (
    "<tool_call>\n<function=get_current_weather>\n<parameter=city>\nDallas\n</parameter>\n<parameter=state>\nTX\n"
    "</parameter>\n<parameter=unit>\nfahrenheit\n</parameter>\n</function>\n</tool_call>"
)
_AREA_XML = (
    "<tool_call>\n<function=calculate_area>\n<parameter=shape>\nrectangle\n</parameter>\n<parameter=dimensions>\n"
    '{"width": 10, \n "height": 20}\n</parameter>\n<parameter=precision>\n2\n</parameter>\n</function>\n</tool_call>'
)
QWEN3_CODER: list[Case] = [
    ("Sure! Let me check the weather for you." + _DALLAS_XML + "<|im_end|>\n", [("get_current_weather", DALLAS)], [],
     "Sure! Let me check the weather for you."),
    (_DALLAS_XML + "\n" + _AREA_XML,
     [("get_current_weather", DALLAS),
      ("calculate_area", {"shape": "rectangle", "dimensions": {"width": 10, "height": 20}, "precision": 2})], [], ""),
    # test_extract_tool_calls_fallback_no_tags
    ("<function=get_current_weather>\n<parameter=city>\nDallas\n</parameter>\n</function>",
     [("get_current_weather", {"city": "Dallas"})], [], ""),
    # Typed by the schema: Python's words, null, and what is not of the type stays text.
    ("<tool_call><function=calculate_area><parameter=tags>\n['a', True, None]\n</parameter><parameter=exact>\nTrue\n"
     "</parameter><parameter=scale>\nNone\n</parameter><parameter=precision>\nfive\n</parameter><parameter=note>\n7\n"
     "</parameter></function></tool_call>",
     [("calculate_area",
       {"tags": ["a", True, None], "exact": True, "scale": None, "precision": "five", "note": "7"})], [], ""),
    # Of a value one line's end at each side is the format's; the rest is the value's.
    ("<tool_call><function=calculate_area><parameter=note>\n\n a\n\n</parameter></function></tool_call>",
     [("calculate_area", {"note": "\n a\n"})], [], ""),
    # Without a schema all is text.
    ("<tool_call><function=f><parameter=a>\n5\n</parameter></function></tool_call>", [("f", {"a": "5"})], [], ""),
    ("<tool_call><function=f></function></tool_call>", [("f", {})], [], ""),
    ("<tool_call><function=f></function><function=g></function></tool_call>", [("f", {}), ("g", {})], [], ""),
    # A closing tag in a string of a JSON value is text.
    ("<tool_call><function=calculate_area><parameter=dimensions>\n"
     '{"a": "</parameter></function></tool_call>"}\n</parameter></function></tool_call>',
     [("calculate_area", {"dimensions": {"a": "</parameter></function></tool_call>"}})], [], ""),
    # A name that is said twice stays twice, for validation to refuse.
    ("<tool_call><function=f><parameter=a>1</parameter><parameter=a>2</parameter></function></tool_call>",
     [("f", '{"a": "1", "a": "2"}')], [], ""),
    # test_extract_tool_calls_missing_closing_parameter_tag
    ("<tool_call>\n<function=f>\n<parameter=a>\n1\n<parameter=b>\n2\n</parameter>\n</function>\n</tool_call>\n"
     + _DALLAS_XML, [("f", {"a": "1", "b": "2"}), ("get_current_weather", DALLAS)], [], ""),
    ("<tool_call>\n<function=f>\n<parameter=a>\n1\n</function>\n</tool_call>\n" + _DALLAS_XML,
     [("f", {"a": "1"}), ("get_current_weather", DALLAS)], [], ""),
    # Of a known tool, what is none of its parameters is text.
    ("<tool_call><function=calculate_area><parameter=note>\n<parameter=x>\n</function> is a tag\n</parameter>"
     "</function></tool_call>", [("calculate_area", {"note": "<parameter=x>\n</function> is a tag"})], [], ""),
    ("<tool_call>\n<function=f>\n</function>", [], ["unclosed"], ""),
    ('<tool_call>\n{"name": "f", "arguments": {}}\n</tool_call>', [], ["malformed_block"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_llama3_json_tool_parser.py
LLAMA3: list[Case] = [
    ('Here is the result: {"name": "getOpenIncidentsTool", "parameters": {}} Would you like to know more?',
     [("getOpenIncidentsTool", "{}")], [], "Here is the result:"),
    ('{"name": "searchTool", "parameters": {"query": "test query", "limit": 10}}<|eot_id|>',
     [("searchTool", '{"query": "test query", "limit": 10}')], [], ""),
    ("This is just some text without any tool calls", [], [], "This is just some text without any tool calls"),
    ('{"name": "invalidTool", "parameters": {invalid json}', [], ["malformed_json"], ""),
    ('{"name": "searchTool", "arguments": {"query": "test"}}', [("searchTool", {"query": "test"})], [], ""),
    *(
        ('{"name": "searchTool", "parameters": {"query": "test1"}}' + separator
         + '{"name": "getOpenIncidentsTool", "parameters": {}}',
         [("searchTool", {"query": "test1"}), ("getOpenIncidentsTool", {})], [], "")
        for separator in ("; ", ";", ";\n", "\n", " ; ")
    ),
    ('{"name": "complexTool", "parameters": {"level1": {"level2": {"level3": {"level4": {"value": "deep"}}}}}}',
     [("complexTool", {"level1": {"level2": {"level3": {"level4": {"value": "deep"}}}}})], [], ""),
    ('{"name": "searchTool", "parameters": {"query": "test {value} [complex]","nested": {"inner": "more {brackets}"}}}',
     [("searchTool", {"query": "test {value} [complex]", "nested": {"inner": "more {brackets}"}})], [], ""),
    ('{"name": "toolWithoutParams"}', [], [], '{"name": "toolWithoutParams"}'),
    ('{"name": "searchTool", "parameters": {"query": "test"}} I used {searchTool} for this.',
     [("searchTool", {"query": "test"})], [], ""),
    ('{"name": "searchTool", "parameters": {"query": "test"}} The arguments I passed were {"query": "test"}',
     [("searchTool", {"query": "test"})], [], ""),
    # vLLM takes these two for text; they were meant as calls.
    ('{"parameters": {}}', [], ["missing_name"], ""),
    ('{"name": "calculate_area"}', [], ["missing_arguments"], ""),
    ('<|python_tag|>{"name": "f", "parameters": {"a": 1}}; {"name": "g", "parameters": {}}<|eom_id|>',
     [("f", {"a": 1}), ("g", {})], [], ""),
    ('{"type": "function", "name": "f", "parameters": {}}', [("f", {})], [], ""),
    ('<|python_tag|>brave_search.call(query="a (b)", n=2)<|eom_id|>',
     [("brave_search", {"query": "a (b)", "n": 2})], [], ""),
    ("<|python_tag|>print('hello')", [], ["malformed_block"], ""),
    ('<function=spotify>{"artist": "</function>"}</function>', [("spotify", {"artist": "</function>"})], [], ""),
    # A call inside an object is data; an answer in JSON is text.
    ('{"log": {"name": "f", "parameters": {}}}', [], [], '{"log": {"name": "f", "parameters": {}}}'),
    ('{"name": "f", "parameters": {"a": }}; {"name": "g", "parameters": {}}', [("g", {})], ["malformed_json"], ""),
    ('Answer: {"name": "Oslo", "people": 5}', [], [], 'Answer: {"name": "Oslo", "people": 5}'),
]  # fmt: skip

# vllm: tests/tool_parsers/test_mistral_tool_parser.py
MISTRAL: list[Case] = [
    ('[TOOL_CALLS][{"name": "add", "arguments":{"a": 3.5, "b": 4}}]', [("add", '{"a": 3.5, "b": 4}')], [], ""),
    ('[TOOL_CALLS] [{"arguments":{"name": "John Doe"}, "name": "get_age"}]',
     [("get_age", {"name": "John Doe"})], [], ""),
    ('[TOOL_CALLS] [{"name": "add", "arguments": {"a": 3.5, "b": 4}}, {"name": "get_current_weather", "arguments":'
     '{"city": "San Francisco"}}]</s>',
     [("add", {"a": 3.5, "b": 4}), ("get_current_weather", {"city": "San Francisco"})], [], ""),
    ('Hello[TOOL_CALLS] [{"name": "add", "arguments":{"a": 1, "b": 2}}]', [("add", {"a": 1, "b": 2})], [], "Hello"),
    ('[TOOL_CALLS] [{"name": "get_current_weather", "arguments":{"city": "Dallas"}}]\nextra trailing data',
     [("get_current_weather", {"city": "Dallas"})], [], ""),
    ('[TOOL_CALLS] [{"name": "add", "arguments":{"a": 1}}][TOOL_CALLS] [{"name": "sub", "arguments":{"b": 2}}]',
     [("add", {"a": 1}), ("sub", {"b": 2})], [], ""),
    ('[TOOL_CALLS]  junk [{"name": "add", "arguments":{"a": 1, "b": 2}}] trail', [("add", {"a": 1, "b": 2})], [], ""),
    ("[TOOL_CALLS] not json at all", [], ["malformed_block"], ""),
    ('[TOOL_CALLS]add_this_and_that{"a": 3.5, "b": 4}', [("add_this_and_that", '{"a": 3.5, "b": 4}')], [], ""),
    ('[TOOL_CALLS]add{"a": 3.5, "b": 4}[TOOL_CALLS]multiply{"a": 3, "b": 6}',
     [("add", {"a": 3.5, "b": 4}), ("multiply", {"a": 3, "b": 6})], [], ""),
    ('bla[TOOL_CALLS]bash[CALL_ID]D681PevKs[ARGS]{"command": "print(\\"[TOOL_CALLS]\\")"}</s>',
     [("bash", {"command": 'print("[TOOL_CALLS]")'})], [], "bla"),
    # vLLM hands broken arguments on; here they are no call.
    ('[TOOL_CALLS]hello_world{"a": [1, 2}[TOOL_CALLS]g[ARGS]{}', [("g", "{}")], ["malformed_json"], ""),
    ('[TOOL_CALLS]f{"a": 1}}', [], ["malformed_json"], ""),
    ("[TOOL_CALLS]f[ARGS]", [], ["malformed_block"], ""),
    ('[TOOL_CALLS] [{"name": "f", "arguments": {"a" 1}}, {"name": "g", "arguments": {}}]', [("g", {})],
     ["malformed_json"], ""),
    ('[TOOL_CALLS] [{"name": "f", "arguments": {}}, {"name": "g", "argu', [("f", {})], ["malformed_json"], ""),
    ('[TOOL_CALLS] [{"name": "f", "arguments": {"x": "[TOOL_CALLS]]"}}]', [("f", {"x": "[TOOL_CALLS]]"})], [], ""),
    ("[TOOL_CALLS] []", [], ["malformed_block"], ""),
    ('[THINK]So [TOOL_CALLS]f{}[/THINK]Now.[TOOL_CALLS]g{}', [("g", {})], [], "Now."),
]  # fmt: skip

_V3 = "<｜tool▁call▁begin｜>function<｜tool▁sep｜>{}\n```json\n{}\n```<｜tool▁call▁end｜>"


def _v3(*calls: tuple[str, str]) -> str:
    blocks = "\n".join(_V3.format(*call) for call in calls)
    return f"<｜tool▁calls▁begin｜>{blocks}<｜tool▁calls▁end｜>"


# vllm: tests/tool_parsers/test_deepseekv3_tool_parser.py
DEEPSEEKV3: list[Case] = [
    (_v3(("get_weather", '{"city": "Tokyo", "unit": "celsius"}')),
     [("get_weather", '{"city": "Tokyo", "unit": "celsius"}')], [], ""),
    (_v3(("get_weather", '{"city": "Tokyo"}'), ("search_hotels", '{"check_in": "2025-01-15"}'))
     + "<｜end▁of▁sentence｜>",
     [("get_weather", {"city": "Tokyo"}), ("search_hotels", {"check_in": "2025-01-15"})], [], ""),
    (_v3(("get_current_time", "{}")), [("get_current_time", "{}")], [], ""),
    ("Let me check the weather for you." + _v3(("get_weather", '{"city": "Paris"}')),
     [("get_weather", {"city": "Paris"})], [], "Let me check the weather for you."),
    (_v3(("send_message", '{"text": "He said \\"hello\\"", "path": "C:\\\\Users\\\\file"}')),
     [("send_message", {"text": 'He said "hello"', "path": "C:\\Users\\file"})], [], ""),
    (_v3(("f", '{"a": "\\n```<｜tool▁call▁end｜>"}')), [("f", {"a": "\n```<｜tool▁call▁end｜>"})], [], ""),
    (_v3(("get_weather", '{"city": "Tokyo"'), ("g", "{}")), [("g", "{}")], ["malformed_json"], ""),
    ('<｜tool▁calls▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{"city": "Tokyo"}\n```<｜tool▁calls▁end｜>', [],
     ["malformed_block"], ""),
    ("<｜tool▁calls▁begin｜><｜tool▁calls▁end｜>", [], ["malformed_block"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_deepseekv31_tool_parser.py
DEEPSEEKV31: list[Case] = [
    ('normal text<｜tool▁calls▁begin｜>'
     '<｜tool▁call▁begin｜>foo<｜tool▁sep｜>{"x":1}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
     [("foo", '{"x":1}')], [], "normal text"),
    ('some prefix text<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>foo<｜tool▁sep｜>{"x":1}<｜tool▁call▁end｜>'
     '<｜tool▁call▁begin｜>bar<｜tool▁sep｜>{"y":2}<｜tool▁call▁end｜><｜tool▁calls▁end｜> some suffix text',
     [("foo", '{"x":1}'), ("bar", '{"y":2}')], [], "some prefix text"),
    ("Let me look that up.<｜tool▁calls▁begin｜>get_weather", [], ["malformed_block"], "Let me look that up."),
    ('<｜tool▁calls▁begin｜>foo<｜tool▁sep｜>{"x":1}<｜tool▁calls▁end｜>', [], ["malformed_block"], ""),
    ('</think><｜tool▁call▁begin｜>foo<｜tool▁sep｜>{"x":1}<｜tool▁call▁end｜>', [("foo", '{"x":1}')], [], ""),
]  # fmt: skip

_FC, _FC_END = "<｜DSML｜function_calls>", "</｜DSML｜function_calls>"


def _dsml(name: str, *parameters: tuple[str, str, str]) -> str:
    values = "".join(
        f'<｜DSML｜parameter name="{key}" string="{text}">{value}</｜DSML｜parameter>\n'
        for key, text, value in parameters
    )
    return f'<｜DSML｜invoke name="{name}">\n{values}</｜DSML｜invoke>\n'


# vllm: tests/tool_parsers/test_deepseekv32_tool_parser.py
DEEPSEEKV32: list[Case] = [
    (f"{_FC}\n{_dsml('get_time')}{_FC_END}", [("get_time", "{}")], [], ""),
    (f"Sure, let me check! {_FC}\n{_dsml('w', ('location', 'true', '杭州'))}"
     f"{_dsml('w', ('location', 'true', '北京'))}{_FC_END}",
     [("w", {"location": "杭州"}), ("w", {"location": "北京"})], [], "Sure, let me check!"),
    (f"{_FC}{_dsml('toggle', ('enabled', 'false', 'true'), ('count', 'false', '42'), ('id', 'true', '42'))}{_FC_END}",
     [("toggle", {"enabled": True, "count": 42, "id": "42"})], [], ""),
    (_FC + _dsml("u", ("tags", "false", '[1, "</｜DSML｜parameter>"]'), ("bad", "false", "[1")) + _FC_END,
     [("u", {"tags": [1, "</｜DSML｜parameter>"], "bad": "[1"})], [], ""),
    (f'{_FC}<｜DSML｜invoke name="f"><｜DSML｜parameter name="a" string="true">1</｜DSML｜invoke>{_dsml("g")}{_FC_END}',
     [("g", {})], ["malformed_block"], ""),
    (_FC + _dsml("calculate_area", ("note", "false", "null"), ("scale", "false", "null"), ("tags", "false", "[1]"))
     + _FC_END,
     [("calculate_area", {"note": "null", "scale": None, "tags": [1]})], [], ""),
    (f"{_FC}{_dsml('f')}", [("f", {})], [], ""),
    (f'{_FC}<｜DSML｜invoke name="f">', [], ["unclosed"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_glm4_moe_tool_parser.py
GLM: list[Case] = [
    ("<tool_call>get_current_weather\n    <arg_key>city</arg_key>\n    <arg_value>Dallas</arg_value>\n    "
     "<arg_key>state</arg_key>\n    <arg_value>TX</arg_value>\n    <arg_key>unit</arg_key>\n    "
     "<arg_value>fahrenheit</arg_value>\n    </tool_call>", [("get_current_weather", DALLAS)], [], ""),
    ("<think>I want to get the weather.</think>\n\nI will help you get the weather.\n<tool_call>get_weather\n"
     "<arg_key>city</arg_key>\n<arg_value>Beijing</arg_value>\n<arg_key>date</arg_key>\n<arg_value>2025-08-01</arg_value>\n"
     "</tool_call><|observation|>",
     [("get_weather", {"city": "Beijing", "date": "2025-08-01"})], [], "I will help you get the weather."),
    ("<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Seattle</arg_value>\n<arg_key>incomplete_arg\n"
     "<arg_value>value</arg_value>\n</tool_call>", [], ["malformed_block"], ""),
    ("<tool_call>get_current_time\n</tool_call>", [("get_current_time", "{}")], [], ""),
    ("<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Beijing</arg_value>", [], ["unclosed"], ""),
    # Without a schema, what is JSON is that value.
    ("<tool_call>f\n<arg_key>n</arg_key>\n<arg_value>5</arg_value>\n<arg_key>s</arg_key>\n<arg_value> x </arg_value>\n"
     "<arg_key>l</arg_key>\n<arg_value>[1, \"</arg_value>\"]</arg_value>\n</tool_call>",
     [("f", {"n": 5, "s": " x ", "l": [1, "</arg_value>"]})], [], ""),
    ("<tool_call>calculate_area\n<arg_key>note</arg_key>\n<arg_value>5</arg_value>\n<arg_key>precision</arg_key>\n"
     "<arg_value>3</arg_value>\n</tool_call>", [("calculate_area", {"note": "5", "precision": 3})], [], ""),
    ("<tool_call>calculate_area\n<arg_key>note</arg_key>\n<arg_value></tool_call></arg_value>\n</tool_call>",
     [("calculate_area", {"note": "</tool_call>"})], [], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_glm47_moe_tool_parser.py
GLM47: list[Case] = [
    ("<tool_call>get_current_date</tool_call>", [("get_current_date", "{}")], [], ""),
    ("  \n  <tool_call>get_current_date\n</tool_call>", [("get_current_date", "{}")], [], ""),
    ("Checking.<tool_call>get_weather<arg_key>city</arg_key><arg_value>Beijing</arg_value></tool_call>"
     "<tool_call>get_weather<arg_key>city</arg_key><arg_value>Shanghai</arg_value></tool_call>",
     [("get_weather", {"city": "Beijing"}), ("get_weather", {"city": "Shanghai"})], [], "Checking."),
    ("<tool_call>get_weather\n<arg_key>city</arg_key>\\n<arg_value>Beijing</arg_value>\n</tool_call>",
     [("get_weather", {"city": "Beijing"})], [], ""),
    ("<tool_call></tool_call>", [], ["missing_name"], ""),
]  # fmt: skip


def _kimi(*calls: tuple[str, str]) -> str:
    blocks = "".join(f"<|tool_call_begin|>{name} <|tool_call_argument_begin|>{arguments}<|tool_call_end|>"
                     for name, arguments in calls)  # fmt: skip
    return f"<|tool_calls_section_begin|>{blocks}<|tool_calls_section_end|>"


# vllm: tests/tool_parsers/test_kimi_k2_tool_parser.py
KIMI_K2: list[Case] = [
    ("I'll check. " + _kimi(("functions.get_weather:0", '{"city": "Beijing"}')),
     [("get_weather", '{"city": "Beijing"}')], [], "I'll check."),
    ("Compare weather. " + _kimi(("functions.w:0", '{"city": "Beijing"}'), ("functions.w:1", '{"city": "Shanghai"}'))
     + "<|im_end|>", [("w", {"city": "Beijing"}), ("w", {"city": "Shanghai"})], [], "Compare weather."),
    (_kimi(("functions.process_html:0", '{"html": "<div>content</div>"}')),
     [("process_html", {"html": "<div>content</div>"})], [], ""),
    (_kimi(("functions.process_data:0", '{\n  "name": "test",\n  "value": 123\n}')),
     [("process_data", '{\n  "name": "test",\n  "value": 123\n}')], [], ""),
    (_kimi(("get_weather:0", '{"city": "Tokyo"}')), [("get_weather", {"city": "Tokyo"})], [], ""),
    # vLLM hands broken arguments on, and drops a call without number; both count here, and are none.
    ("Help. " + _kimi(("functions.bad:0", '{"city": "Beijing"'), ("functions.good:1", '{"city": "Shanghai"}')),
     [("good", {"city": "Shanghai"})], ["malformed_json"], "Help."),
    (_kimi(("functions.invalid.0", '{"city": "Beijing"}'), ("functions.valid:1", '{"city": "Shanghai"}')),
     [("valid", {"city": "Shanghai"})], ["malformed_block"], ""),
    ("<|tool_call_section_begin|><|tool_call_begin|>f:0<|tool_call_argument_begin|>{}<|tool_call_end|>"
     "<|tool_call_section_end|>", [("f", {})], [], ""),
    (_kimi(("functions.f:0", '{"a": "<|tool_call_end|>"}')), [("f", {"a": "<|tool_call_end|>"})], [], ""),
    ("<|tool_calls_section_begin|><|tool_call_begin|>f:0", [], ["unclosed"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_openai_tool_parser.py, rendered as openai_harmony does
GPT_OSS: list[Case] = [
    ("<|channel|>final<|message|>This is a test<|return|>", [], [], "This is a test"),
    ("<|channel|>analysis<|message|>We need to use get_current_weather tool.<|end|><|start|>assistant<|channel|>"
     'commentary to=functions.get_current_weather <|constrain|>json<|message|>{"location": "Tokyo"}<|call|>',
     [("get_current_weather", '{"location": "Tokyo"}')], [], ""),
    # The addressee first, as the chat template writes it; the closing tag was the generation's end.
    (' to=functions.get_user_location<|channel|>commentary json<|message|>{\n"location": "Tokyo"\n}',
     [("get_user_location", '{\n"location": "Tokyo"\n}')], [], ""),
    ('<|channel|>commentary to=functions.a<|message|>{"x": "<|call|>"}<|call|><|start|>assistant<|channel|>commentary '
     "to=functions.empty_args <|constrain|>json<|message|>{}<|call|>",
     [("a", {"x": "<|call|>"}), ("empty_args", "{}")], [], ""),
    # vLLM hands on what is no JSON.
    ("<|channel|>commentary to=functions.a <|constrain|>json<|message|>foo<|call|><|start|>assistant<|channel|>"
     "commentary to=functions.b <|constrain|>json<|message|>{}<|call|>", [("b", "{}")], ["malformed_json"], ""),
    ("<|channel|>commentary to=functions.a <|constrain|>json<|message|>{", [], ["unclosed"], ""),
    ("<|channel|>commentary to=functions.a", [], ["unclosed"], ""),
    ("<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>commentary to=functions.b "
     "<|constrain|>json<|message|>{}<|call|>", [("b", "{}")], [], "I will look."),
    # A tool that was not offered is called all the same.
    ("<|channel|>analysis to=python code<|message|>print(5)<|call|>", [], ["malformed_json"], ""),
    ("Answer: 5", [], [], "Answer: 5"),
    ("It goes to=functions.a", [], [], "It goes to=functions.a"),
    (" to=functions.a<|channel|>comm", [], ["unclosed"], ""),
]  # fmt: skip

# vllm: tests/tool_parsers/test_pythonic_tool_parser.py, test_llama4_pythonic_…, test_olmo3_…, test_lfm2_tool_parser.py
_SIMPLE = "get_weather(city='San Francisco', metric='celsius')"
_CALLED = ("get_weather", '{"city": "San Francisco", "metric": "celsius"}')
PYTHONIC: list[Case] = [
    ("How can I help you today?", [], [], "How can I help you today?"),
    (f"[{_SIMPLE}]", [_CALLED], [], ""),
    ("[register_user(name='John Doe', age=37, address={'city': 'San Francisco', 'state': 'CA'}, role=None, "
     "passed_test=True, aliases=['John', 'Johnny'])]",
     [("register_user", {"name": "John Doe", "age": 37, "address": {"city": "San Francisco", "state": "CA"},
                         "role": None, "passed_test": True, "aliases": ["John", "Johnny"]})], [], ""),
    (f"[get_weather(), do_something_cool(additional_data={{}}), do_something_cool(steps=[]), {_SIMPLE}]",
     [("get_weather", "{}"), ("do_something_cool", {"additional_data": {}}), ("do_something_cool", {"steps": []}),
      _CALLED], [], ""),
    (r"""[get_weather(city='Martha\'s Vineyard', metric='\"cool units\"')]""",
     [("get_weather", {"city": "Martha's Vineyard", "metric": '"cool units"'})], [], ""),
    (f"[bad(x=b'z'), {_SIMPLE}]", [_CALLED], ["malformed_block"], ""),
    (f"[calc(x=1e999), {_SIMPLE}]", [_CALLED], ["malformed_block"], ""),
    (f"[{_SIMPLE}, f(a='x 'y', b='z')]", [_CALLED], ["malformed_block"], ""),
    ("[f(a='x 'y' 'z), g(b='p 'q' 'r)]", [], ["malformed_block", "malformed_block"], ""),
    (f"<|python_start|>[{_SIMPLE}]<|python_end|>", [_CALLED], [], ""),
    (f"I look.<|tool_call_start|>[{_SIMPLE}, f(ok=true)]<|tool_call_end|><|im_end|>",
     [_CALLED, ("f", {"ok": True})], [], "I look."),
    (f"<function_calls>\n{_SIMPLE}\nf(a=1)\n</function_calls>", [_CALLED, ("f", {"a": 1})], [], ""),
    ("I look.\n[f(a=0x10, b=-5., c=1_000, d=.5)]<|eot_id|>", [("f", {"a": 16, "b": -5.0, "c": 1000, "d": 0.5})], [],
     "I look."),
    (r"[f(a='\x41é\n\q\101\N{DEGREE SIGN}', b=r'\n')]", [("f", {"a": "Aé\n\\qA°", "b": "\\n"})], [], ""),
    ("[f(a=')]')]", [("f", {"a": ")]"})], [], ""),
    # vllm: test_lfm2_tool_parser.py
    ("<|tool_call_start|> [label(tags={'urgent', 'bug'}), set_date(month=07), a.b(x='1\n2')]<|tool_call_end|>So.",
     [("label", '{"tags": ["urgent", "bug"]}'), ("set_date", {"month": 7}), ("a.b", {"x": "1\n2"})], [], ""),
    ("<|python_start|>[get_weather(city='LA',metric='C'), f()]",
     [("get_weather", {"city": "LA", "metric": "C"}), ("f", {})], [], ""),
    ("[f(1)]", [], ["malformed_block"], ""),
    ("[f(a=1)", [("f", {"a": 1})], [], ""),
    ("[f(a=1", [], ["unclosed"], ""),
    ("[f(a=g())]", [], ["malformed_block"], ""),
    ("[f(a=(1, 2))]", [], ["malformed_block"], ""),
    ("See [the page](f) and [1, 2].", [], [], "See [the page](f) and [1, 2]."),
]  # fmt: skip

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
