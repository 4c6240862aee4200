"""From checked program to intermediate form: what a spec says is what its tools do."""

from __future__ import annotations

import json

import pytest

from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest
from toolwright.runtime.machine import Machine

from .sources import compiled

SPEC = """
scenario checks {{ title: "Checks", domain: test, version: "1.0.0", license: "CC0-1.0" }}

fn twice(x: int) -> int = x * 2

{check}
entity City key id {{ "A city." id: str, people: int, country: Country, second: Country? = null }}
entity Country key id {{ "A country." id: str, rank: int }}
data City {{
  | id  | people | country | second |
  | "a" | 555    | "x"     | null   |
}}
data Country {{
  | id  | rank |
  | "x" | 1    |
}}
error Unknown(id: str) $"Nothing is called {{id}}."

tool people(city: str "City.") -> int
  fails Unknown
{{
  "Inhabitants of a city."
  let c = City[city] ?? fail Unknown(city)
  return c.people
}}

@distractor
tool set_rank(id: str "Country.", rank: int "New rank.") -> int
  fails Unknown
  writes Country
{{
  "Change the rank of a country."
  let c = Country[id] ?? fail Unknown(id)
  update c {{ rank: rank }}
  return rank
}}

task people_of_a_city {{
  each c in City
  ask $"How many people live in {{c.id}}?"
  step n = people(city=c.id)
    asks $"How many people live in {{c.id}}?"
  answer n
}}

scale {{
  seed 1
  keep set_rank
  level more {{ toolset: 2 }}
}}
"""


def machine(check: str) -> Machine:
    """The tools of the scaled level of a spec with a check."""
    found = compiled(SPEC.format(check=check))
    assert found.files is not None, [d.message for d in found.diagnostics]
    files = dict(found.files)
    bundle = Bundle(Manifest.model_validate(json.loads(files.pop("manifest.json"))), files)
    return bundle.environment("more").machine


@pytest.mark.parametrize(
    "check",
    [
        "@check(country.rank > 0)",
        "@check(twice(country.rank) > 0)",
        "@check((second?.rank ?? country.rank) > 0)",
        "@check(people > 0)\n@check(country.id != second?.id and country.rank > 0)",
    ],
)
def test_a_check_may_follow_links_and_call_functions_and_holds_for_writes_of_other_rows(check: str) -> None:
    made = machine(check)
    assert made.call(made.world(), "set_rank", '{"id": "x", "rank": 5}').text == "5"
    refused = made.call(made.world(), "set_rank", '{"id": "x", "rank": -5}')
    assert refused.error is not None
    assert refused.receipt.writes == frozenset()


def test_without_a_check_everything_may_be_written() -> None:
    made = machine("")
    assert made.call(made.world(), "set_rank", '{"id": "x", "rank": -5}').text == "-5"
