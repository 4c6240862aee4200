"""Generators one by one: fair chance, texts of patterns, and the table that checker and editors read."""

from __future__ import annotations

import re
from collections import Counter
from statistics import NormalDist, fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.check import Checked
from toolwright.dsl.checking.patterns import pattern_problem
from toolwright.dsl.checking.types import Bool, Date, Datetime, Enum, Float, Int, List, Optional, Row, Str, Type
from toolwright.dsl.data.generate.draws import Column, standard_normal
from toolwright.dsl.data.generate.generators import GENERATORS, USUAL, accepts, fitting, signature
from toolwright.dsl.data.generate.texts import TextPattern, text_pattern

from .corpus import check_text
from .generated import HEAD, column, fair, rows


def test_each_value_is_equally_likely() -> None:
    assert fair(Counter(column("uniform(1, 6)", "int", 6000)), dict.fromkeys(range(1, 7), 1 / 6))
    assert fair(Counter(column('choice(["a", "b", "c"])', "str", 3000)), dict.fromkeys("abc", 1 / 3))
    days = {f"2026-02-{n:02}": 1 / 3 for n in (27, 28)} | {"2026-03-01": 1 / 3}
    assert fair(Counter(column('day_between("2026-02-27", "2026-03-01")', "date", 3000)), days)
    cities = 'entity City key id { id: str }\ndata City { | id | | "a" | | "b" | }'
    assert fair(Counter(column("pick(City)", "City", 2000, more=cities)), {"a": 0.5, "b": 0.5})
    assert fair(Counter(column("uniform(0, 0.3, digits=1)", "float", 4000)), dict.fromkeys((0.0, 0.1, 0.2, 0.3), 0.25))


def test_weights_and_shares_hold() -> None:
    found = Counter(column("weighted({ a: 1, b: 2.5, c: 0.5 })", "str", 8000))
    assert fair(found, {"a": 0.25, "b": 0.625, "c": 0.125})
    assert fair(Counter(column("chance(0.3)", "bool", 4000)), {True: 0.3, False: 0.7})
    assert fair(Counter(v is None for v in column("optional(1)", "int?", 4000)), {True: 0.2, False: 0.8})
    assert set(column("chance(0)", "bool")) == {False} and set(column("chance(1)", "bool")) == {True}


def test_the_normal_distribution() -> None:
    found = column("normal(170, 10)", "float", 4000)
    assert abs(fmean(found) - 170) < 1 and abs(pstdev(found) - 10) < 0.5
    cut = column("normal(0, 1)", "float(-0.5..0.5)", 2000)
    assert -0.5 <= min(cut) < -0.45 and 0.45 < max(cut) <= 0.5
    whole = column("normal(5, 2, low=4)", "int(0..6)", 500)
    assert set(whole) == {4, 5, 6}
    assert fair(Counter(int(v > 0) for v in column("normal(0, 1, digits=9)", "float", 4000)), {0: 0.5, 1: 0.5})


@given(st.floats(1e-15, 1 - 1e-15))
def test_the_curve_is_that_of_the_standard_library(share: float) -> None:
    assert standard_normal(share) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-9, abs=1e-12)


@given(st.integers(0, 2**63), st.integers(1, 2**64))
def test_numbers_stay_below(row: int, number: int) -> None:
    draws = Column(1, "e", "c").cell(row)
    assert all(0 <= draws.below(number) < number for _ in range(10))
    assert 0 <= draws.unit() < 1 and draws.bits(70) < 2**70


# ------------------------------------------------------------------ patterns

PATTERNS = st.recursive(
    st.sampled_from(["a", "[a-c]", "[^a-y]", "[0-9-]", "\\.", "[\\]x]", ".", "-", "[a\\-z]"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
        st.tuples(inner, st.integers(0, 2), st.integers(0, 2)).map(lambda t: f"({t[0]}){{{t[1]},{t[1] + t[2]}}}"),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.integers(0, 1000))
def test_texts_match_their_pattern(pattern: str, row: int) -> None:
    if pattern_problem(pattern) is not None:
        assert isinstance(text_pattern(pattern), str)
        return
    made = text_pattern(pattern)
    assert isinstance(made, TextPattern)
    texts = {made.draw(Column(0, "e", "c").cell(row, n)) for n in range(8)}
    assert all(re.fullmatch(pattern, text) for text in texts)
    assert len(texts) <= made.space


@pytest.mark.parametrize(
    "pattern", ["a*", "a+", "(ab){2,}", "[", "\\d", "(?=a)", "a{600}{2}", "[^ -~]", "x{1001}", "[0-\U0010ffff]"]
)
def test_patterns_that_are_refused(pattern: str) -> None:
    assert isinstance(text_pattern(pattern), str)


# ------------------------------------------------------------------ the table

TYPES: dict[type[Type], tuple[str, Type]] = {
    Str: ("str", Str()),
    Int: ("int", Int()),
    Float: ("float", Float()),
    Bool: ("bool", Bool()),
    Date: ("date", Date()),
    Datetime: ("datetime", Datetime()),
    Enum: ('"economy" | "business"', Enum(None, ("economy", "business"))),
    Row: ("Airport", Row("Airport")),
    List: ("list[str]", List(Str())),
    Optional: ("str?", Optional(Str())),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_the_example_of_each_generator_draws(name: str) -> None:
    generator = GENERATORS[name]
    kinds = generator.fits or (Optional,)
    airports = "entity Airport key id { id: int }\ndata Airport generate 3 { id: serial() }\n"
    types = [TYPES[kind][0] for kind in kinds if not (name in ("choice", "weighted", "serial") and kind is not Str)]
    for type_ in types:
        text = f"{airports}entity Box key id {{ id: int, name: str, x: {type_} }}\n"
        text += f"data Box generate 20 {{ id: serial(), name: person(), x: {generator.example} }}"
        assert len(rows(text)) == 20
    assert signature(generator).startswith(f"{name}(") and generator.doc.endswith(".")
    assert all(param.doc.endswith(".") for param in generator.params)


def test_types_have_generators() -> None:
    for _, type_ in TYPES.values():
        if not isinstance(type_, Optional):
            assert fitting(type_)
            assert all(accepts(GENERATORS[name], type_) for name in fitting(type_))
    assert set(USUAL.values()) <= set(GENERATORS) and not set(USUAL) & set(GENERATORS)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.dsl.data.generate.names.library_version", lambda: None)
    text = "entity Box key id { id: str, x: str }\ndata Box generate 2 { id: serial(), x: city() }"
    checked: Checked = check_text(HEAD + text)
    assert [(d.code, d.help) for d in checked.diagnostics] == [("TW0514", "run `pip install 'toolwright[data]'`")]


@pytest.mark.parametrize("locale", ["de", "ja", "pt-br", "ru"])
def test_names_come_in_many_languages(locale: str) -> None:
    for name in ("person", "city", "company", "street", "phone", "job", "country", "word", "text"):
        found = column(f'{name}(locale="{locale}")', "str(1..2000)", 20)
        assert len(set(found)) > 3 and all(text == " ".join(text.split()) for text in found)
