"""The formats by name, with the marks by which they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from . import deepseek, dsml, glm, gpt_oss, kimi_k2, llama3, mistral, pythonic, qwen, qwen3_coder
from .parsed import Parsed
from .source import Source
from .turn import Split
from .typed import tools_of


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which models write calls."""

    name: str
    about: str
    """Which models write it, and how, in one line."""
    marks: tuple[str, ...]
    """Tags that stand in texts of this format for its calls alone."""
    ends: tuple[str, ...]
    """What ends a turn, and is no part of it."""
    also: tuple[str, ...]
    """Other names."""
    split: Split

    def parse(self, text: str, tools: Any = (), *, thinking: bool = False) -> Parsed:
        """Take a model's turn apart; never raises, in time linear in the text.

        *tools* are the function documents that the model saw: formats that write arguments as bare text are typed
        by them. *thinking* says that the prompt has opened the thinking.
        """
        end = len(text.rstrip())
        while tag := next((tag for tag in self.ends if text.endswith(tag, 0, end)), None):
            end -= len(tag)
            while end and text[end - 1].isspace():
                end -= 1
        return self.split(Source(text[:end]), tools_of(tools), thinking)


_CHAT_ML: Final = ("<|im_end|>", "<|endoftext|>")
_LLAMA: Final = ("<|eot_id|>", "<|eom_id|>", "<|end_of_text|>")
_DEEPSEEK: Final = ("<｜end▁of▁sentence｜>",)
_TOOL_CALL: Final = ("<tool_call>", "</tool_call>")
_DEEPSEEK_MARKS: Final = (
    "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>",
)  # fmt: skip

_ALL: Final = (
    Format(
        "qwen",
        'Qwen 2.5 and 3, Hermes: <tool_call>{"name": ..., "arguments": {...}}</tool_call>',
        _TOOL_CALL,
        (*_CHAT_ML, *_LLAMA),
        ("hermes", "qwen25", "qwen2_5", "qwen3"),
        qwen.split,
    ),
    Format(
        "qwen3_coder",
        "Qwen3-Coder, Qwen 3.5 and later, Nemotron 3: <tool_call><function=NAME><parameter=KEY>VALUE</parameter>...",
        (*_TOOL_CALL, "<function=", "</function>", "<parameter=", "</parameter>"),
        _CHAT_ML,
        ("qwen3_xml", "qwen3_5", "nemotron3"),
        qwen3_coder.split,
    ),
    Format(
        "llama3",
        'Llama 3.1 to 3.3: {"name": ..., "parameters": {...}}, bare or behind <|python_tag|>',
        ("<|python_tag|>", "<function=", "</function>"),
        _LLAMA,
        ("llama3_json", "llama3_1", "llama3_2", "llama3_3", "llama4_json"),
        llama3.split,
    ),
    Format(
        "mistral",
        'Mistral: [TOOL_CALLS][{"name": ..., "arguments": {...}}], and [TOOL_CALLS]NAME[ARGS]{...}',
        ("[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"),
        ("</s>",),
        ("magistral", "ministral", "devstral"),
        mistral.split,
    ),
    Format(
        "deepseekv3",
        "DeepSeek V3 and R1: <｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME, then a fenced block of JSON",
        _DEEPSEEK_MARKS,
        _DEEPSEEK,
        ("deepseek_r1",),
        deepseek.split_v3,
    ),
    Format(
        "deepseekv31",
        "DeepSeek V3.1: <｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{...}<｜tool▁call▁end｜>",
        _DEEPSEEK_MARKS,
        _DEEPSEEK,
        (),
        deepseek.split_v31,
    ),
    Format(
        "deepseekv32",
        'DeepSeek V3.2: <｜DSML｜invoke name="NAME"><｜DSML｜parameter name="KEY" string="true">...',
        (
            "<｜DSML｜function_calls>", "</｜DSML｜function_calls>", "<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>",
            "<｜DSML｜invoke", "</｜DSML｜invoke>", "<｜DSML｜parameter", "</｜DSML｜parameter>",
        ),
        _DEEPSEEK,
        ("dsml",),
        dsml.split,
    ),
    Format(
        "glm",
        "GLM 4.5 and 4.6: <tool_call>NAME, then <arg_key>KEY</arg_key> and <arg_value>VALUE</arg_value> on lines",
        (*_TOOL_CALL, "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"),
        ("<|user|>", "<|observation|>", "<|endoftext|>"),
        ("glm4", "glm45", "glm4_5", "glm46", "glm4_6", "glm4_moe"),
        glm.split,
    ),
    Format(
        "glm47",
        "GLM 4.7: the same in one line, also without arguments",
        (*_TOOL_CALL, "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"),
        ("<|user|>", "<|observation|>", "<|endoftext|>"),
        ("glm4_7", "glm47_moe"),
        glm.split,
    ),
    Format(
        "kimi_k2",
        "Kimi K2: <|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{...}<|tool_call_end|>",
        (
            "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "<|tool_call_section_begin|>",
            "<|tool_call_section_end|>", "<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>",
        ),
        _CHAT_ML,
        ("kimi",),
        kimi_k2.split,
    ),
    Format(
        "gpt-oss",
        "gpt-oss (harmony): <|channel|>commentary to=functions.NAME <|constrain|>json<|message|>{...}<|call|>",
        ("<|channel|>", "<|message|>", "<|constrain|>", "<|call|>"),
        (),
        ("harmony", "openai"),
        gpt_oss.split,
    ),
    Format(
        "pythonic",
        "Llama 3.2 and 4, ToolACE, LFM2, OLMo 3: [f(a=1), g(b='x')]",
        ("<|python_start|>", "<|python_end|>", "<|tool_call_start|>", "<|tool_call_end|>"),
        (*_LLAMA, *_CHAT_ML, "<|eot|>", "<|eom|>"),
        ("llama4", "llama4_pythonic", "lfm2", "olmo3", "toolace"),
        pythonic.split,
    ),
)  # fmt: skip

FORMATS: Final[Mapping[str, Format]] = MappingProxyType({known.name: known for known in _ALL})
"""Every format by its name."""

_PLAIN: Final = re.compile(r"[-_. ]")
_BY_ANY_NAME: Final = {
    _PLAIN.sub("", name.lower()): known for known in _ALL for name in (*known.also, known.name)
}  # fmt: skip

_DEBRIS: Final = re.compile("|".join(sorted({re.escape(mark) for known in _ALL for mark in known.marks})))


class UnknownFormatError(ValueError):
    """No format has that name; the text says which there are."""


def format_named(name: str) -> Format:
    """The format of that name, or of another that it goes by; case, dots, dashes and underscores make no difference.

    Raises UnknownFormatError where there is none.
    """
    found = _BY_ANY_NAME.get(_PLAIN.sub("", name.lower()))
    if found is None:
        raise UnknownFormatError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return found


def has_debris(text: str) -> bool:
    """Whether a tag that stands for calls, of whatever format, is left in *text*."""
    return _DEBRIS.search(text) is not None


def parse_calls(text: str, format_name: str = "qwen", tools: Any = (), *, thinking: bool = False) -> Parsed:
    """Take a model's turn apart by the format of that name; see `Format.parse`.

    Raises UnknownFormatError where there is no such format.
    """
    return format_named(format_name).parse(text, tools, thinking=thinking)
