"""What generated Python calls things, how it quotes, and what its docstrings say."""

from __future__ import annotations

from typing import Any

import pytest

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import types
from toolwright.runtime.python.docstrings import docstring, message_pattern, tool_docstring, wrapped
from toolwright.runtime.python.functions import signature
from toolwright.runtime.python.names import Names, quote, quoted
from toolwright.runtime.python.support import imports

from .printed import ERRORS, INT, MODULE, RECORD, const, param, tool, var


def enum(letters: int) -> types.EnumType:
    """Words of which the second one is so long."""
    return types.EnumType(members=("a" * 50, "b" * letters, "c"))


FIELDS = ["        size: How large it is.", "        class: Its class."]


def test_names_that_would_hide_something_end_in_an_underscore() -> None:
    names = Names.of(MODULE)
    hidden = ["class", "list", "total", "world", "TOOLS", "EXTERNS", "Literal", "l", "O", "I", "ThingRow", "World"]
    assert [names.local(name) for name in (*hidden, "self", "read", "bigger")] == [
        *(f"{name}_" for name in hidden),
        "self_",
        "read_",
        "bigger_",
    ]
    assert [names.local(name) for name in ("x", "Thing", "thing", "rows")] == ["x", "Thing", "thing", "rows"]
    assert [names.top(name) for name in ("list", "PairRow", "read", "self")] == ["list_", "PairRow_", "read", "self"]


def test_quotes_are_double_unless_single_ones_spare_escapes() -> None:
    assert [quote(text) for text in ("a", "it's", 'a"b', "\"'", '"\'"', "é\n\x7f\\")] == [
        '"a"',
        '"it\'s"',
        "'a\"b'",
        '"\\"\'"',
        "'\"\\'\"'",
        '"é\\n\\x7f\\\\"',
    ]
    assert (quoted("a'b", '"" \''), quoted('a"b', '"" \''), quoted('a"b', "\"'")) == ("'a\\'b'", "'a\"b'", '"a\\"b"')


def test_imports_are_sorted_and_only_what_is_used() -> None:
    assert imports({"Literal", "json", "Any", "datetime", "other"}) == [
        "import datetime",
        "import json",
        "from typing import Any, Literal",
    ]
    assert imports(set()) == []


# ------------------------------------------------------------------ docstrings


def test_words_are_wrapped_at_the_last_column_that_fits() -> None:
    assert list(wrapped("aa bb cc", 5)) == ["aa bb", "cc"]
    assert list(wrapped("aa bb cc", 4)) == ["aa", "bb", "cc"]
    assert list(wrapped("aaaaaa b", 2)) == ["aaaaaa", "b"]
    assert list(wrapped("日本 日", 7)) == ["日本 日"]
    assert list(wrapped("日本 日", 6)) == ["日本", "日"]
    assert list(wrapped(" a\n\tb\0 ", 9)) == ["a b\\x00"]
    assert list(wrapped("  ", 9)) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Short.", ['    """Short."""']),
        ("", ['    """..."""']),
        ('"Said" so.', ['    """\\"Said" so."""']),
        ('so "said"', ['    """so "said\\""""']),
        ('a """ b\\', ['    """a \\"\\"\\" b\\\\"""']),
        ('ends ""', ['    """ends \\"\\""""']),
        ("a" * 90, [f'    """{"a" * 90}"""']),
        (f"{'a' * 88} b", [f'    """{"a" * 88} b"""']),
        (f"{'a' * 88} bb", [f'    """{"a" * 88}', "    bb", '    """']),
    ],
)
def test_a_docstring_holds_any_text_and_ends_where_lines_end(text: str, lines: list[str]) -> None:
    assert docstring(text, 1) == lines
    assert docstring(text, 0)[0] == lines[0].removeprefix("    ") or len(lines) == 3


def test_a_message_names_what_it_will_hold() -> None:
    errors = {error.name: message_pattern(error.message) for error in ERRORS}
    assert errors == {"Missing": "No {list} of {weight} with ...", "Empty": "A declared error."}


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (INT, ["    An integer."]),
        (
            types.ListType(item=RECORD),
            [
                "    A list of objects with",
                *FIELDS,
            ],
        ),
        (types.OptionalType(item=RECORD), ["    None, or an object with", *FIELDS]),
        (RECORD, ["    An object with", *FIELDS]),
        (enum(16), [f"    One of the strings `{'a' * 50}`, `{'b' * 16}`,", "    `c`."]),
        (enum(17), [f"    One of the strings `{'a' * 50}`,", f"    `{'b' * 17}`, `c`."]),
        (types.RecordType(fields=(types.RecordField(name="a", value=INT),)), ["    An object with `a`."]),
        (types.ListType(item=INT, high=3), ["    A list of at most 3 items, each an integer."]),
        (
            types.ListType(item=types.OptionalType(item=RECORD)),
            ["    A list, each item None or an object with", *FIELDS],
        ),
        (types.OptionalType(item=types.ListType(item=RECORD)), ["    None, or a list of objects with", *FIELDS]),
        (
            types.RecordType(fields=(*RECORD.fields, types.RecordField(name="more", value=INT))),
            ["    An object with", *FIELDS, "        more: An integer."],
        ),
    ],
)
def test_what_a_tool_gives_is_told(result: Any, words: list[str]) -> None:
    made = tool("go", ir.Return(value=const(1)), doc="Go.", result=result)
    assert tool_docstring(made, MODULE, Names.of(MODULE)) == [
        '    """Go.',
        "",
        "    Returns:",
        *(f"    {line}" for line in words),
        '    """',
    ]


WORDS = types.EnumType(members=("a", "b", "c"))
SHAPE = types.RecordType(
    fields=(
        types.RecordField(name="kind", value=WORDS, doc="Of which kind"),
        types.RecordField(name="size", value=types.OptionalType(item=INT)),
    )
)
KIND = "kind: Of which kind. One of `a`, `b`, `c`."


@pytest.mark.parametrize(
    ("type_", "doc", "words"),
    [
        (INT, "Its size.", ["n: Its size."]),
        (INT, "", ["n: An integer."]),
        (types.ListType(item=types.StrType()), "", ["n: A list, each a string."]),
        (types.OptionalType(item=WORDS), "Its kind.", ["n: Its kind. One of `a`, `b`, `c`."]),
        (types.ListType(item=WORDS), "Kinds.", ["n: Kinds. Each one of `a`, `b`, `c`."]),
        (SHAPE, "It.", ["n: It. An object with", f"    {KIND}", "    size: An integer, or null."]),
        (
            types.ListType(item=types.OptionalType(item=SHAPE)),
            "Them.",
            ["n: Them. Each an object with", f"    {KIND}", "    size: An integer, or null."],
        ),
    ],
)
def test_a_parameter_names_its_words_and_parts_where_its_annotation_does_not(
    type_: Any, doc: str, words: list[str]
) -> None:
    # The result of a call with `n` in a list: a body of which no checker knows which words may stand there.
    body = ir.Return(value=ir.ListOf(items=(var("n"),)))
    made = tool("go", body, doc="Go.", params=(param("n", type_, doc),))
    lines = tool_docstring(made, MODULE, Names.of(MODULE))
    assert lines[3 : 3 + len(words)] == [f"        {line}" for line in words]
    assert lines[3 + len(words)] == ""


def chosen(word: str, end: Any) -> ir.If:
    asked = ir.Binary(operator="eq", left=var("n"), right=const(word))
    return ir.If(condition=asked, then=(end,))


@pytest.mark.parametrize(
    ("body", "annotation"),
    [
        ((chosen("a", ir.Return(value=const(1))), chosen("b", ir.Fail(error="Empty"))), 'Literal["a", "b", "c"]'),
        ((chosen("a", ir.Return(value=const(1))), chosen("a", ir.Return(value=const(2)))), "str"),
        ((chosen("a", ir.Let(name="m", value=const(1))), chosen("b", ir.Return(value=const(1)))), "str"),
    ],
)
def test_words_that_are_asked_for_one_after_the_other_stand_in_the_signature(
    body: tuple[Any, ...], annotation: str
) -> None:
    params = [param("n", types.EnumType(members=("a", "b", "c")))]
    made = signature("go", params, "int", Names.of(MODULE), (*body, ir.Return(value=const(0))))
    assert made == f"def go(world: World, *, n: {annotation}) -> int:"


def test_long_entries_go_on_below_their_names() -> None:
    """Lines of entries have 96 columns, 8 of them their indentation; what goes on below has 4 more of it."""
    fits, cut = "b" * 83 + " c", "b" * 83 + " cc"
    params = (param("a", INT, fits), param("b", INT, cut))
    made = tool("go", ir.Return(value=const(1)), doc="Go.", params=params)
    lines = tool_docstring(made, MODULE, Names.of(MODULE))
    assert lines[3:6] == [f"        a: {fits}", f"        b: {cut[:-3]}", "            cc"]
    assert len(lines[3]) == 96
