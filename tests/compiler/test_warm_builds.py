"""A build that remembers gives the bytes, and the findings, of one that does not: whatever was changed in between."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.compiler import Compiled, compile_program
from toolwright.compiler.workshop import Workshop
from toolwright.dsl.check import check

from ..sizes import examples
from .sources import Text, shown
from .test_proving import Kept

SPEC = """
edition 1
scenario trade {title: "Makers", domain: business, version: "1.0.0", license: "MIT", policy: "Be brief."}
entity City key name {
  "A city."
  name: str "Name",
  people: int "Number of people who live there",
  founded: date "Day of the charter",
  known_as: str "What people call it",
}
entity Firm key name {
  "A company."
  name: str "Registered name",
  seat: City "Where it is run from",
  branch: "food" | "toys" | "steel" "Branch of trade",
  revenue: int "Yearly revenue",
}
data City {
  | name    | people  | founded      | known_as   |
  | "Turin" | 848885  | "1404-03-01" | "Capital"  |
  | "Porto" | 231800  | "1123-06-14" | "Unbowed"  |
  | "Nice"  | 342669  | "1388-09-28" | "Azure"    |
  | "Ghent" | 265086  | "1178-01-02" | "Stubborn" |
}
data Firm {
  | name     | seat    | branch  | revenue |
  | "Alba"   | "Turin" | "food"  | 5510000 |
  | "Brigo"  | "Porto" | "toys"  | 1920000 |
  | "Corvo"  | "Nice"  | "food"  | 7340000 |
  | "Dante"  | "Turin" | "steel" | 9150000 |
  | "Elmo"   | "Ghent" | "toys"  | 3380000 |
  | "Falco"  | "Porto" | "steel" | 4870000 |
  | "Gemma"  | "Nice"  | "toys"  | 6260000 |
}
error Unknown(name: str) $"Nothing is called {name}."
tool revenue_of(firm: str "Name of a company.") -> int
  fails Unknown
{
  "Yearly revenue of a company."
  let found = first([f for f in Firm if f.name == firm]) ?? fail Unknown(firm)
  return found.revenue
}
tool raise_revenue(firm: str "Name of a company.", by: int(1..) "By how much.") -> int
  fails Unknown
  writes Firm
{
  "Raise the revenue of a company."
  let found = first([f for f in Firm if f.name == firm]) ?? fail Unknown(firm)
  update found { revenue: found.revenue + by }
  return found.revenue + by
}
task revenue {
  each f in Firm
  ask $"What does {f.name} earn in a year?"
  step n = revenue_of(firm=f.name) asks $"What is the revenue of {f.name}?"
  answer n
}
task raised {
  each f in [x for x in Firm if x.branch == "steel"]
  ask $"{f.name} earns 20 more a year. What is that in all?"
  step n = raise_revenue(firm=f.name, by=20) asks $"What does {f.name} earn then?"
  answer n
}
task founded {
  each c in City
  ask $"When was {c.name} founded?"
  step day = derive first([x for x in City if x.name == c.name]).founded asks $"When was {c.name} founded?"
  answer day
}
explore 4 seed 3 {multi_hop: 2, parallel_single_hop: 2, hops: 2..2}
scale {
  seed 5
  level more {toolset: 2, parameters: 1}
  level most {functionality: 1, types: 1, toolset: 2}
}
reward {max_turns: 8}
"""

Edit = Callable[[Any, str], str]


def swapped(old: str, *new: str) -> Edit:
    """One of *new* in the place of *old*, or back again; nothing where another edit took both."""
    every = (old, *new)

    def edit(draw: Any, text: str) -> str:
        at = next((each for each in every if each in text), None)
        other = draw(st.sampled_from([each for each in every if each != at]))
        return text.replace(at, other) if at else text

    return edit


def cell(draw: Any, text: str) -> str:
    found = list(re.finditer(r"\b\d{6,7}\b", text))
    at = draw(st.sampled_from(found))
    return text[: at.start()] + str(int(at.group()) + draw(st.sampled_from([1, -70_001]))) + text[at.end() :]


def text_cell(draw: Any, text: str) -> str:
    """A text that no row is told by becomes a new one, or one that stands elsewhere, too."""
    return _cell_of(draw, text, r'(?<=" \| )"\w+"(?= +\|\n)', ['"Serene"', '"Azure"', '"Capital"', '"Alba"', '"Ghent"'])


def date(draw: Any, text: str) -> str:
    return _cell_of(draw, text, r'"\d{4}-\d\d-\d\d"', ['"1389-09-28"', '"1123-06-14"', '"1900-02-03"'])


def link(draw: Any, text: str) -> str:
    return _cell_of(draw, text, r'(?<=\| )"\w+"(?= +\| "\w+" +\| \d)', re.findall(r'"\w+"(?= +\| \d+ +\| "\d)', text))


def _cell_of(draw: Any, text: str, cell: str, values: list[str]) -> str:
    at: re.Match[str] = draw(st.sampled_from(list(re.finditer(cell, text))))
    new: str = draw(st.sampled_from(values))
    return text[: at.start()] + new + text[at.end() :]


def key(draw: Any, text: str) -> str:
    """A row is told by another key, wherever it is linked from."""
    old: str = draw(st.sampled_from(re.findall(r'\n  \| ("\w+")', text)))
    new: str = draw(st.sampled_from(['"Aosta"', '"Lyon"', '"Zadar"']))
    return text if new in text else text.replace(old, new)


def without_row(draw: Any, text: str) -> str:
    rows = [line for line in text.splitlines(keepends=True) if re.match(r'  \| "[A-G]\w+" *\| "', line)]
    return text.replace(draw(st.sampled_from(rows)), "", 1) if len(rows) > 5 else text


EDITS: dict[str, Edit] = {
    "cell": cell,
    "text": text_cell,
    "key": key,
    "date": date,
    "link": link,
    "choice": swapped('"toys"  | 3380000', '"food"  | 3380000'),
    "row": swapped('  | "Nice"  | 342669', '  | "Lille" | 232440  | "1235-07-01" | "Flat" |\n  | "Nice"  | 342669'),
    "row gone": without_row,
    "body": swapped("return found.revenue\n", "return found.revenue + 0\n"),
    "writing body": swapped("return found.revenue + by", "return found.revenue"),
    "document": swapped("Yearly revenue of a company.", "What a company earns.", "Revenue: 5510000 and more."),
    "parameter": swapped("by: int(1..)", "by: int(1..1000)"),
    "field": swapped("Registered name", "Name in the register"),
    "tool": swapped("revenue_of", "earnings_of"),
    "question": swapped("earn in a year?", "earn a year?"),
    "policy": swapped("Be brief.", "Be kind.", "Ghent is fine."),
    "setting": swapped("max_turns: 8", "max_turns: 9", "max_turns: 1"),
    "seed": swapped("  seed 5", "  seed 6"),
    "explore": swapped("explore 4 seed 3", "explore 4 seed 4"),
    "more": swapped("explore 4 seed 3 {multi_hop: 2", "explore 5 seed 3 {multi_hop: 3"),
    "level": swapped("toolset: 2, parameters: 1", "toolset: 3, parameters: 2"),
    "operators": swapped("functionality: 1, types: 1", "types: 1, functionality: 1", "functionality: 2"),
    "level name": swapped("level more", "level harder"),
}


def built(text: str, memo: Kept | None = None) -> Compiled | list[str]:
    """What becomes of a spec; what is wrong with it where it does not check."""
    checked = check("spec.tool", Text(text))
    if checked.program is None:
        return shown(checked.diagnostics)
    return compile_program(checked.program, workshop=Workshop(memo=memo) if memo else None)


def same(one: Compiled | list[str], other: Compiled | list[str]) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return one == other
    return (one.files, shown(one.diagnostics)) == (other.files, shown(other.diagnostics))


@cache
def first_build() -> Kept:
    """What a build of the spec as it is leaves to remember."""
    memo = Kept()
    built(SPEC, memo)
    return memo


@settings(max_examples=examples(6))
@given(data=st.data())
def test_a_warm_build_gives_what_a_cold_one_gives(data: st.DataObject) -> None:
    memo, text = deepcopy(first_build()), SPEC
    for _ in range(2):
        edit = data.draw(st.sampled_from(sorted(EDITS)))
        text = EDITS[edit](data.draw, text)
        assert same(built(text, memo), built(text)), edit


def test_the_spec_compiles() -> None:
    """So that the test above compares bundles."""
    found = built(SPEC)
    assert isinstance(found, Compiled)
    assert found.files is not None, shown(found.diagnostics)


def test_a_phrasing_is_proved_again_where_a_far_task_says_it_too() -> None:
    rows = "".join(f'  | "c{i:02}" | "Mayor {i}" | "Number {i}" |\n' for i in range(40))
    text = f"""scenario towns {{title: "Towns", domain: test, version: "1.0.0"}}
entity Town key id {{ id: str, mayor: str, known_as: str }}
data Town {{
  | id | mayor | known_as |
{rows}}}
tool mayor(town: str "Key of a town.") -> str? {{ "Who leads a town." return Town[town]?.mayor }}
task mayors {{
  each t in Town
  ask $"Who leads {{t.id}}?"
  step name = mayor(town=t.id)
  answer name ?? "" phrased $"{{t.known_as}}"
}}
"""
    memo = Kept()
    assert isinstance(first := built(text, memo), Compiled)
    assert first.files is not None, shown(first.diagnostics)
    changed = text.replace('"Number 30"', '"Number 1"')
    warm, cold = built(changed, memo), built(changed)
    assert isinstance(warm, Compiled) and isinstance(cold, Compiled)
    assert shown(warm.diagnostics) == ["TW0669 47:6 `phrased` makes 'Number 1' right where 'Mayor 1' is the answer"]
    assert [each.notes for each in warm.diagnostics] == [each.notes for each in cold.diagnostics]
