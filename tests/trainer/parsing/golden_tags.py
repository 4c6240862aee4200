"""Golden texts of formats whose arguments stand in tags of their own or in Python, with what they mean.

Many texts are those of vLLM's own tests (Apache 2.0), named at each table; where vLLM gives up a whole turn for one
broken call, we give the others and count the broken one.
"""

from __future__ import annotations

from .golden_tools import DALLAS, Case

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
