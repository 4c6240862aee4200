"""JSON and JSONL files: what is broken is shown at its place, and the reader agrees with the `json` module."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.data.cells import Key
from toolwright.dsl.data.json_text import Element, Trouble, read_array, read_lines, span_of
from toolwright.dsl.source import Source

from .boxes import FULL, SECOND, check_file, places, rows

ONE = json.dumps(FULL)
BROKEN_JSON = [
    ("", 1, 1, ""),
    (ONE, 1, 1, "{"),
    ("3", 1, 1, "3"),
    (f"[{ONE}", 1, len(ONE) + 2, ""),
    (f"[{ONE},]", 1, len(ONE) + 2, ","),
    (f"[{ONE}] x", 1, len(ONE) + 4, "x"),
    (f"[{ONE} {ONE}]", 1, len(ONE) + 3, "{"),
    ('[{"id": "a",}]', 1, 12, ","),
    ('[{"id": [1,]}]', 1, 11, ","),
    ('[{"id" "a"}]', 1, 8, '"'),
    ('[{"id": }]', 1, 9, "}"),
    ('[{"id": "a" "size": 1}]', 1, 13, '"'),
    ("[{'id': 1}]", 1, 3, "'"),
    ('[{"id": "a\n"}]', 1, 11, "\n"),
    ('[{"id": "\\x"}]', 1, 10, "\\"),
    ('[{"id": "a', 1, 9, '"'),
    ('[{"id": 01}]', 1, 10, "1"),
    ('[{"id": "a", "id": "b"}]', 1, 14, '"id"'),
    ("[5]", 1, 2, "5"),
    ("[[]]", 1, 2, "[]"),
    ("[" * 5000, 1, 66, "["),
    ('[{"id": ' * 5000, 1, None, None),
]


@pytest.mark.parametrize(("text", "line", "column", "shown"), BROKEN_JSON, ids=lambda value: str(value)[:20])
def test_what_is_no_json(text: str, line: int, column: int | None, shown: str | None) -> None:
    (found,) = places("json", text)
    assert found[:2] == ("TW0512", line)
    assert column is None or found[2:] == (column, shown)


def test_each_line_of_a_jsonl_file_is_judged_alone() -> None:
    text = f'{ONE}\n{{"id": \n[1]\n{ONE}{ONE}\n{{"id": "b", }}\n{json.dumps(SECOND)}\n'
    assert places("jsonl", text) == [
        ("TW0512", 2, 8, ""),
        ("TW0512", 3, 1, "[1]"),
        ("TW0512", 4, len(ONE) + 1, "{"),
        ("TW0512", 5, 11, ","),
    ]


def test_a_comma_too_many_is_taken_out() -> None:
    text = f"[{ONE},\n]"
    (found,) = check_file("json", text).diagnostics
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert len(rows("json", text[: edit.span.start] + edit.text + text[edit.span.end :])) == 1


def test_a_name_that_stands_twice_deep_inside() -> None:
    text = ONE.replace('{"room": "hall"', '{"room": "x", "room": "hall"')
    assert places("json", f"[{text}]") == [("TW0504", 1, text.rindex('"room"') + 2, '"room"')]


# ------------------------------------------------------------------ the reader and the `json` module

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def strict(text: str) -> Any:
    """What the `json` module reads, refusing what is not JSON; raises ValueError."""

    def pairs(found: list[tuple[str, Any]]) -> Any:
        if len(dict(found)) != len(found):
            raise ValueError("twice")
        return dict(found)

    def constant(word: str) -> Any:
        raise ValueError(word)

    value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def bads(value: object) -> bool:
    if isinstance(value, list):
        return any(map(bads, value))
    if isinstance(value, dict):
        return any(map(bads, value.values()))
    return not (value is None or isinstance(value, str | int | float))


def agrees(text: str) -> None:
    """Both take *text* for the same list, or both refuse it."""
    source = Source("x.json", text)
    found = list(read_array(source))
    refused = any(isinstance(each, Trouble) for each in found)
    elements = [each for each in found if isinstance(each, Element)]
    try:
        wanted = strict(text)
    except ValueError:
        assert refused or bads([each.value for each in elements])
        return
    if isinstance(wanted, list):
        assert not refused and [each.value for each in elements] == wanted
    else:
        assert refused


@given(st.lists(values, max_size=3), st.sampled_from([None, 1]), st.booleans())
def test_the_json_reader_agrees_with_the_json_module(items: list[Any], indent: int | None, ascii_: bool) -> None:
    agrees(json.dumps(items, indent=indent, ensure_ascii=ascii_))


@given(st.lists(values, min_size=1, max_size=3), st.data())
def test_both_refuse_the_same_broken_texts(items: list[Any], data: st.DataObject) -> None:
    text = json.dumps(items)
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(at + 3, len(text))))
    agrees(
        text[:at]
        + data.draw(st.sampled_from(["", ",", "]", "}", '"', "1", " ", "\\", "NaN", ":", "\\ud800"]))
        + text[end:]
    )


@given(st.lists(values, max_size=3))
def test_places_hold_what_was_read(items: list[Any]) -> None:
    source = Source("x.json", json.dumps(items, indent=1))

    def look(start: int, path: tuple[Any, ...], value: object) -> None:
        span = span_of(source, start, path)
        assert json.dumps(json.loads(span.text)) == json.dumps(value)
        if isinstance(value, list):
            for position, item in enumerate(value):
                look(start, (*path, position), item)
        elif isinstance(value, dict):
            for name, item in value.items():
                assert json.loads(span_of(source, start, (*path, Key(name))).text) == name
                look(start, (*path, name), item)

    for found, item in zip(read_array(source), items, strict=True):
        look(found.start, (), item)


@given(st.text(alphabet='{}[]",:1a\\\n \u0000\ud800', max_size=30))
def test_any_text_is_answered(text: str) -> None:
    for read in (read_array, read_lines):
        assert isinstance(list(read(Source("x", text))), list)
