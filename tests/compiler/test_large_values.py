"""Values that may be too large: what `check` lets pass, bundles may hold; what it cannot foresee, `build` says."""

from __future__ import annotations

import pytest

from toolwright.compiler import compile_program
from toolwright.compiler.lower import lower_module
from toolwright.dsl.check import check
from toolwright.dsl.cost import sizes as language
from toolwright.runtime.ir.cost import sizes as bundles
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS

from .sources import Text, checked, shown

HEAD = """edition 1
library made { title: "Made" }
error Nowhere "There is no such city."
entity City key name { "A city." name: str(1..20) "English name", motto: str "Words on its arms" }
data City { | name | motto | | "Oslo" | "a" | }
"""


def tool(params: str, result: str, body: str, between: str = "") -> str:
    return f'{HEAD}\ntool t({params}) -> {result}\n{between}\n{{\n"Does something."\n{body}\n}}\n'


WORDS, LISTS, NUMBER = 'words: list[str] "Words."', 'lists: list[list[str]] "Lists."', 'x: int "A number."'
FINE = (
    tool(WORDS, "list[list[str]]", "return [w for w in words group by length(w) as n]"),
    tool(WORDS, "int", "return count([v3 for v1 in words group by 3 as v2 group by v2 as v3])"),
    tool(WORDS, "list[{ n: int, all: list[str] }]", "return [{ n: n, all: w } for w in words group by length(w) as n]"),
    tool(WORDS, "list[list[str]]", "return [[upper(x) for x in w] for w in words group by length(w) as n]"),
    tool(WORDS, "list[str]", 'return [join(w, ", ") for w in words group by length(w) as n]'),
    tool(WORDS, "list[str]", "return [x for w in words group by length(w) as n for x in w]"),
    tool(LISTS, "list[str]", "return [w for list in lists for w in list]"),
    tool(WORDS, "list[{ n: int, few: list[str] }]",
         "return [{ n: n, few: [a for a in w take 3] } for w in words group by length(w) as n]"),
)  # fmt: skip
TOO_LARGE = (
    tool(WORDS, "list[list[str]]", "return [words for w in words]"),
    tool(WORDS, "int", "return count([a for a in words for b in words])"),
    tool(WORDS, "list[str]", "return [join(words, w) for w in words]"),
    tool(WORDS, "list[str]", 'return [$"{a} {b}" for a in words for b in words]'),
    tool(
        NUMBER, "int", "\n".join(f"let v{i + 1} = v{i} * v{i}" for i in range(12)).replace("v0", "x") + "\nreturn v12"
    ),
)


@pytest.mark.parametrize("text", FINE)
def test_groups_and_flattened_lists_hold_no_more_than_what_they_are_made_of(text: str) -> None:
    program = checked(text)
    assert problems(lower_module(program, ["t"], []), BUILTINS) == []


@pytest.mark.parametrize("text", TOO_LARGE)
def test_what_bundles_are_refused_for_is_said_by_the_checker(text: str) -> None:
    found = [d.code for d in check("spec.tool", Text(text)).diagnostics if d.severity.value == "error"]
    assert found == ["TW0417"]


def test_the_language_and_bundles_have_the_same_limits() -> None:
    assert (language.MAX_WEIGHT, language.MAX_DIGITS) == (bundles.MAX_WEIGHT, bundles.MAX_DIGITS)


def test_what_the_checker_does_not_foresee_is_said_at_the_tool() -> None:
    body = "let c = City[name] ?? fail Nowhere\nfor w in words { update c { motto: c.motto + c.motto + w } }\nreturn 1"
    text = tool(f'{WORDS}, name: str(1..20) "City."', "int", body, "fails Nowhere\nwrites City")
    (found,) = compile_program(checked(text)).diagnostics
    assert shown([found])[0].startswith("TW0416 7:6 no bundle may hold this: tool t: something grows by more")


GROWING = """edition 1
scenario growing { title: "Growing", domain: test, version: "1.0.0", license: "CC0-1.0" }
entity City key name { "A city." name: str(1..20) "English name" }
data City { | name | | "Oslo" | | "Rome" | }
tool found(name: str(1..20) "Name of the city.") -> int
  writes City
{
  "Founds a city."
  insert City { name: name }
  return 1
}
task t {
  ask "Found Paris."
  step made = found(name="Paris")
    asks "Found Paris."
  answer ANSWER
  goal GOAL
}
"""
TRIPS = "count([a for a in City for b in City for c in City for d in City for e in City for f in City])"
"""Few in a world of two cities; too many in one where an episode has founded more."""


@pytest.mark.parametrize(("answer", "goal"), [(TRIPS, "true"), ("made", f"{TRIPS} > 0")])
def test_answers_and_goals_that_episodes_make_too_long_are_said_at_their_task(answer: str, goal: str) -> None:
    (found,) = compile_program(checked(GROWING.replace("ANSWER", answer).replace("GOAL", goal))).diagnostics
    what = "answer" if answer == TRIPS else "goal"
    assert shown([found]) == [
        f"TW0416 12:6 the {what} asks for too much work: a value can hold more than 200,000,000 characters and numbers"
    ]
