"""Patterns of texts: which may be written, and that none takes endless time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.dsl.checking.patterns import pattern_problem

from ..sizes import examples


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[A-Z]{2,3}",
            "[^@ ]+@[^@ ]+",
            "a|b",
            r"\.\-\[",
            "(?:ab){2}",
            "([0-9]{1,3}[.]){3}",
            "([a-z]+ )*[a-z]+",
            "((a)*b)*",
        ),
        *("[a-z]{1,500}", r"(\+[0-9]{1,3} ?)?[0-9]{4,14}", "colou?r|color", "[A-Z].*", "([a-z]|[0-9]){0,300}", ""),
        "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
    ],
)
def test_pattern(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    ["(", "^a", "a$", r"\bq", r"\d", r"\w", r"(a)\1", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?P<n>a)",
     "(?i)a", "a++", "a*+", "(a+)+", "((a)*)*", "a{2", "[]a]", r"\Z", r"\x41", "a" * 501],
)  # fmt: skip
def test_refused_pattern(pattern: str) -> None:
    assert pattern_problem(pattern) is not None


@pytest.mark.parametrize(
    "pattern",
    ["(a|a)*b", "(a?){25}a{25}", "a?" * 20 + "a" * 20, "a*a*b", ".+@.+", ".*x.*", "(?:a{1,9}){30}b", "(|a)*", "(a|aa)+",
     "[ab]*a[ab]{40}", "(a{1,30}){1,30}", "((((a{9}){9}){9}){9}){9}", "(" * 200 + "a*" + ")*" * 200],
)  # fmt: skip
def test_no_pattern_takes_endless_time(pattern: str) -> None:
    assert pattern_problem(pattern) is not None


@settings(max_examples=examples(300))
@given(st.text(alphabet="ab[](){}|*+?.^$\\1-,:=!<d", max_size=12), st.text(alphabet="ab", min_size=20, max_size=60))
def test_no_pattern_is_a_danger(pattern: str, text: str) -> None:
    if pattern_problem(pattern) is None:
        start = time.process_time()
        re.fullmatch(pattern, text + "c")
        assert time.process_time() - start < 0.5
