"""Answers of any type: their own text is right, another value's is not, and every text is judged."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from toolwright.runtime.answers import Answer, answer_text, matches

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


integers = st.integers(-(10**12), 10**12)
floats = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-6)
days = st.dates()
moments = st.datetimes().map(lambda value: value.replace(microsecond=0))
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
words = st.sampled_from(["Oslo", "Bergen", "São Paulo", "Trinidad and Tobago", "Washington, D.C.", "AC/DC", "7 Up"])

scalars = st.one_of(
    integers.map(lambda value: Answer(value, "integer")),
    floats.map(lambda value: Answer(value, "number")),
    words.map(lambda value: Answer(value, "string")),
    st.booleans().map(lambda value: Answer(value, "boolean")),
    days.map(lambda value: Answer(value.isoformat(), "date")),
    moments.map(lambda value: Answer(value.isoformat(), "datetime")),
)
lists = st.builds(
    lambda values, unordered: Answer(values, "list", unordered=unordered),
    st.one_of(*(st.lists(kind, max_size=5) for kind in (integers, floats, words, texts, st.booleans()))),
    st.booleans(),
)
framings = st.sampled_from(
    ["{}", "Answer: {}", "**Answer:** {}", "**Answer: {}**", "Answer: **{}**"]
) | st.sampled_from(["<think>no: 5</think>\nAnswer: {}\n", "The answer is {}.", "Some words first.\n\nANSWER: {}"])


@relaxed
@given(scalars | lists, framings)
def test_its_own_text_is_right(answer: Answer, framing: str) -> None:
    assert matches(answer, framing.format(answer_text(answer)))


@relaxed
@given(texts)
def test_every_string_matches_itself(text: str) -> None:
    assume(not any(part in text.lower() for part in ("answer", "think>")))
    assert matches(Answer(text, "string"), f"Answer: {text}")


@relaxed
@given(
    integers,
    st.sampled_from([",", "_", "\u00a0", "\u2009", "\u202f"]),
    st.sampled_from(["{}", "{} km", "€{}"]),
)
def test_grouped_integers(value: int, separator: str, unit: str) -> None:
    text = f"{value:,}".replace(",", separator)
    assert matches(Answer(value, "integer"), f"Answer: {unit.format(text)}")
    assert matches(Answer(value, "integer"), f"Answer: {text}.00")
    assert not matches(Answer(value + 1, "integer"), f"Answer: {text}")


@relaxed
@given(floats, st.floats(0, 10), st.floats(-20, 20))
def test_tolerance(value: float, tolerance: float, off: float) -> None:
    said = value + off
    distance = abs(Fraction(repr(said)) - Fraction(repr(value)))
    answer = Answer(value, "number", tolerance=tolerance)
    assert matches(answer, f"Answer: {said!r}") is (distance <= Fraction(repr(tolerance)))


@relaxed
@given(days)
def test_written_dates(value: datetime.date) -> None:
    answer = Answer(value.isoformat(), "date")
    year = f"{value.year:04}"
    for text in (
        f"{value.day} {value:%B} {year}",
        f"{value:%B} {value.day}, {year}",
        f"{value.day} {value:%b} {year}",
    ):
        assert matches(answer, text)
        assert not matches(answer, f"{text} or 24 December {year}") or (value.month, value.day) == (12, 24)


@relaxed
@given(
    st.tuples(scalars, scalars).filter(lambda pair: pair[0].type == pair[1].type and pair[0].value != pair[1].value),
    st.sampled_from(["{} or {}", "{}, {}", "{}\n{}", "{} {}", "{} ({})", "either {} or {}", "{}/{}", "{} and {}"]),
    framings,
)
def test_two_candidates_are_refused(pair: tuple[Answer, Answer], joint: str, framing: str) -> None:
    first, second = pair
    text = framing.format(joint.format(answer_text(first), answer_text(second)))
    assert not matches(first, text)
    assert not matches(second, text)


@relaxed
@given(lists.filter(lambda answer: bool(answer.value)), st.randoms(use_true_random=False))
def test_lists_take_their_items_once(answer: Answer, random: Any) -> None:
    assert isinstance(answer.value, list)
    shuffled = random.sample(answer.value, len(answer.value))
    same = [json.dumps(item) for item in shuffled] == [json.dumps(item) for item in answer.value]
    if answer.unordered or same:
        assert matches(answer, json.dumps(shuffled))
    assert not matches(answer, json.dumps([*answer.value, answer.value[0]]))
    assert not matches(answer, json.dumps(answer.value[1:]))


@relaxed
@given(scalars | lists, st.text() | st.text('0123456789.,-/ :[]"eand;Answer\n*', max_size=40))
def test_any_text_is_judged(answer: Answer, text: str) -> None:
    assert matches(answer, text) in (True, False)
