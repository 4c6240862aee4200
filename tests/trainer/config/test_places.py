"""Places of TOML: every entry that the standard library reads stands where we say it does."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.trainer.config.places import KeyPath, places

TEXTS = [
    "",
    "# a comment with a = 1\n\na = 1 # b = 2\n",
    'a.b."c d".e = "x = 1 # no comment"\n[t]\nx = [1, [2, 3], {y = "]", z.w = 1}, ]\n',
    "[a]\nb = 1\n[a.c]\nd = 2\n[e.'f.g']\nh = 3\n",
    "[[p]]\nx = 1\n[[p]]\nx = 2\n[p.q]\nr = [ # one\n  1, # two\n  2\n]\n",
    'm = """\na = 1\n[b]\n\\""" "" """\nn = \'\'\'x\'\'\'\'\'\nk = 1979-05-27 07:32:00\nl = -1_0.5e+3\n',
    'é = "ü"\n'.replace("é", '"é"') + "w = {}\nv = []\r\nu = true\r\n",
]


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every path of a table with its value, tables and lists among them."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))


def hold(text: str) -> None:
    """Every entry has a place; where that is a value's own text, reading it gives the value."""
    found = places(text)
    expected = dict(leaves(tomllib.loads(text)))
    assert set(found) == set(expected)
    for path, value in expected.items():
        place = found[path]
        if place.key != place.value or isinstance(path[-1], int):
            shown = text[slice(*place.value)]
            if not isinstance(value, dict | list) or shown[:1] in "[{":
                assert tomllib.loads(f"v = {shown}")["v"] == value, (path, shown)
        if isinstance(path[-1], str):
            name = text[slice(*place.key)]
            assert next(iter(tomllib.loads(f"{name} = 1"))) == path[-1]


@pytest.mark.parametrize("text", TEXTS)
def test_every_entry_has_its_place(text: str) -> None:
    hold(text)


KEYS = st.text(st.sampled_from("ab_-1"), min_size=1, max_size=3)
SCALARS = st.one_of(
    st.integers(-99, 99),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.sampled_from("a #=]}'\"\\,.ü"), max_size=6),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


def inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} ={inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"\n  {inline(each)}, # ]\n" for each in value) + "]"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_every_entry_of_any_file_has_its_place(top: dict[str, Any], section: dict[str, Any]) -> None:
    lines = [f"{key}= {inline(value)}" for key, value in top.items() if not isinstance(value, dict)]
    lines += ["[x.y]  # a header", *(f"  {key} = {inline(value)}" for key, value in section.items())]
    lines += ["[[z]]", *(f"{key} = {inline(value)}" for key, value in section.items())]
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        # Inline tables may not span lines, which lists in them do here.
        return
    hold(text)
