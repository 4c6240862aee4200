"""Golden texts of formats whose arguments are JSON, with what they mean.

Many texts are those of vLLM's own tests (Apache 2.0), named at each table; where vLLM gives up a whole turn for one
broken call, we give the others and count the broken one.
"""

from __future__ import annotations

from .golden_tools import Case

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
