"""Patterns of bundles: what is accepted is matched in linear time, and what the compiler writes is accepted."""

from __future__ import annotations

from re import _constants as ops
from re import _parser as parser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from toolwright.dsl.checking import patterns as language
from toolwright.runtime.ir.patterns import MAX_WAYS, pattern_problem
from toolwright.runtime.ir.types import StrType

ENDLESS = [
    "(a+)+b",
    "(a*)*",
    "(a|a)*b",
    "(?:a|aa)+b",
    "(?:.*,)*x",
    "a*a*a*a*a*a*a*a*b",
    ".*.*.*.*=.*",
    "(?:a?){50}a{50}",
    "(?:a?b?)*c",
    "(?:[a-z]+[0-9]*)*!",
    "(?:(?:a{0,20}){0,20}){0,20}b",
    "[^x]*[^y]*[^z]*!",
]
FOREIGN = [
    "(?=a)a",
    "(?<=a)b",
    r"(a)\1",
    r"\d+",
    r"\w",
    "(?i)abc",
    "(?i:a)b",
    "(?>a+)b",
    "a++b",
    "^a",
    "a$",
    r"\bab",
    "(",
]
FINE = [
    "[A-Z]{3}",
    "[^@ ]+@[^@ ]+",
    "c[0-9]{2}",
    "(?:a|b)*c",
    "[a-z]+(?:-[a-z]+)*",
    "",
    ".*",
    "a{0,90}",
    "[0-9]+[.][0-9]*",
]

PIECES = st.recursive(
    st.sampled_from(("a", "b", "[ab]", "[^a]", ".", "c", "ab")),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(("*", "+", "?", "{2}", "{0,3}", "{2,}", "*?"))).map(
            lambda p: f"(?:{p[0]}){p[1]}"
        ),
    ),
    max_leaves=8,
)
few = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize("pattern", [*ENDLESS, *FOREIGN])
def test_what_may_take_endless_time_is_refused(pattern: str) -> None:
    assert pattern_problem(pattern) is not None
    with pytest.raises(ValidationError, match="pattern is refused"):
        StrType(pattern=pattern)


@pytest.mark.parametrize("pattern", FINE)
def test_what_is_matched_in_linear_time_is_accepted(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@few
@given(PIECES)
def test_the_language_lets_nothing_through_that_a_bundle_may_not_hold(pattern: str) -> None:
    if language.pattern_problem(pattern) is None:
        assert pattern_problem(pattern) is None


class Reader:
    """The plainest backtracking engine: counts the characters that it looks at until all ways have failed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.looks = 0

    def fail(self, pattern: str) -> int:
        """The work of trying all ways."""
        self._walk(list(parser.parse(pattern)), 0)
        return self.looks

    def _walk(self, items: list[tuple[Any, Any]], at: int) -> None:
        if not items:
            return
        (operator, argument), rest = items[0], items[1:]
        match operator:
            case ops.SUBPATTERN:
                self._walk([*argument[3], *rest], at)
            case ops.BRANCH:
                for side in argument[1]:
                    self._walk([*side, *rest], at)
            case ops.MAX_REPEAT | ops.MIN_REPEAT:
                low, high, inner = argument
                if high:
                    more = high if high is ops.MAXREPEAT else high - 1
                    self._walk([*inner, (operator, (max(low - 1, 0), more, inner)), *rest], at)
                if low == 0:
                    self._walk(rest, at)
            case _:
                self.looks += 1
                if at < len(self.text) and self._fits(operator, argument, self.text[at]):
                    self._walk(rest, at + 1)

    def _fits(self, operator: Any, argument: Any, char: str) -> bool:
        match operator:
            case ops.LITERAL:
                return bool(ord(char) == argument)
            case ops.NOT_LITERAL:
                return bool(ord(char) != argument)
            case ops.ANY:
                return True
        negated = (ops.NEGATE, None) in argument
        return negated != any(o is ops.LITERAL and ord(char) == a for o, a in argument)


@few
@given(PIECES, st.text("ab", min_size=1, max_size=4))
def test_the_work_of_an_accepted_pattern_grows_as_the_text(pattern: str, unit: str) -> None:
    if pattern_problem(pattern) is None:
        text = unit * 12
        # each way looks at one character, and once more where it stops at each of the few that may follow
        assert Reader(text).fail(pattern) <= MAX_WAYS * (len(text) + 1) * (len(pattern) + 1)
