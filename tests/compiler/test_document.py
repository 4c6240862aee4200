"""Stage 2: the tools that the compiler writes for derived steps, their documents, and how tasks call them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler.document import Documents, document
from toolwright.compiler.lowered import Lowered, lowered, with_module
from toolwright.dsl import Program
from toolwright.runtime.documents import document as tool_document
from toolwright.runtime.ir.tools import Tool

from ..sizes import examples
from .sources import checked, compiled

WORLD = """
scenario places { title: "Places" }
enum Size { small, large }
entity Country key code {
  "A country."
  code: str(2..2) "ISO 3166 code", name: str(1..40) "English name", currency: str(3..3) "ISO 4217 code",
}
entity City key id {
  "A city."
  id: str "Key", name: str(1..40) "English name", country: Country "Country that it lies in",
  population: int(0..) "People who live there", area_km2: float(0.0.., unit="km2") "Surface",
  founded: date? "Day of the foundation", size: Size "Size class",
}
data Country {
  | code | name | currency |
  | "NO" | "Norway" | "NOK" |
  | "SE" | "Sweden" | "SEK" |
  | "DK" | "Denmark" | "DKK" |
}
data City {
  | id | name | country | population | area_km2 | founded | size |
  | "c1" | "Oslo" | "NO" | 709037 | 454.0 | "1048-01-01" | "large" |
  | "c2" | "Bergen" | "NO" | 289330 | 464.7 | "1070-01-01" | "small" |
  | "c3" | "Stockholm" | "SE" | 984748 | 188.0 | "1252-01-01" | "large" |
  | "c4" | "Malmo" | "SE" | 357377 | 332.6 | null | "small" |
  | "c5" | "Copenhagen" | "DK" | 660842 | 90.0 | "1167-01-01" | "large" |
}
"""


def written(*tasks: str) -> tuple[Program, Documents, Lowered]:
    """The program of some tasks over the world above, and its derived tools."""
    program = checked("\n".join([WORLD, *tasks]))
    ready = lowered(program)
    documents = document(program, ready.module)
    return program, documents, with_module(ready, documents.added_to(ready.module))


def one(step: str, each: str = "each c in City", ask: str = "{c.name}") -> Tool:
    """The tool of one derived step."""
    (tool,) = written(f'task t {{ {each} ask $"What of {ask}?" step x = {step} answer x }}')[1].tools
    return tool


def said(tool: Tool) -> str:
    """A tool as `name(parameter, ...): description`."""
    return f"{tool.name}({', '.join(p.name for p in tool.params)}): {tool.doc}"


def base(text: str) -> tuple[list[dict[str, Any]], str]:
    """Tasks and documents of the base level of a scenario that must build."""
    found = compiled(text)
    assert found.files is not None, [(d.message, d.notes) for d in found.diagnostics]
    rows = found.files["levels/base/tasks.jsonl"].decode().splitlines()
    return [json.loads(row) for row in rows], found.files["levels/base/tools.json"].decode()


# ------------------------------------------------------------------ what becomes a parameter


def test_a_value_of_the_question_becomes_a_parameter() -> None:
    tool = one('derive first([x for x in City if x.name == c.name]).country.name asks $"Where is {c.name}?"')
    assert said(tool) == "country_of_city(city): English name of the country of a city."
    assert [(p.value.type, p.doc) for p in tool.params] == [("str", "English name of the city.")]
    assert tool.fails == ("CityNotFound",)


def test_a_row_is_looked_up_by_what_the_question_shows_of_it() -> None:
    assert said(one('derive c.population asks $"How many live in {c.name}?"')) == (
        "population_of_city(city): Population of a city: People who live there."
    )


def test_a_row_of_which_nothing_is_shown_is_looked_up_by_its_key() -> None:
    tool = one('derive c.population asks "How many live there?"', ask="it")
    assert [p.name for p in tool.params] == ["city_id"]


def test_what_does_not_tell_rows_apart_does_not_find_them() -> None:
    tool = one('derive c.population asks $"And {c.country.name}?"', ask="{c.country.name}")
    assert [p.name for p in tool.params] == ["city_id"]
    both = one('derive c.population asks $"And {c.country.name}?"', ask="{c.size} {c.country.name}")
    assert [p.name for p in both.params] == ["country", "size"]  # neither tells the cities apart, both together do


def test_an_earlier_answer_becomes_a_parameter_and_an_edge() -> None:
    tasks, _ = base(
        WORLD
        + """
task money {
  kind multi_hop
  each c in City
  ask $"Which currency do I need in {c.name}?"
  step place = derive c.country.name asks $"In which country is {c.name}?"
  step money = derive first([x for x in Country if x.name == place]).currency asks $"Which currency has {place}?"
  answer money
}
"""
    )
    steps = tasks[2]["steps"]
    assert [(s["tool"], s["arguments"], s["answer"], s.get("after", [])) for s in steps] == [
        ("country_of_city", {"city": "Stockholm"}, "Sweden", []),
        ("currency_of_country", {"country": "Sweden"}, "SEK", ["place"]),
    ]
    assert [s["fact"]["kind"] for s in steps] == ["cell", "cell"]


def test_fan_outs_have_one_call_an_item() -> None:
    tasks, _ = base(
        WORLD
        + """
task both {
  kind parallel_single_hop
  each pair in samples(City, size=2, count=3, seed=5)
  let names = join([c.name for c in pair], " and ")
  ask $"How many people live in {names} together?"
  step people for c in pair = derive c.population asks $"How many people live in {c.name}?"
  answer sum(people)
}
"""
    )
    assert [[s["tool"] for s in t["steps"]] for t in tasks] == [["population_of_city"] * 2] * 3
    assert all(sum(s["answer"] for s in t["steps"]) == t["answer"]["value"] for t in tasks)


def test_a_list_of_rows_is_looked_up_one_by_one() -> None:
    tool = one(
        'derive sum([c.population for c in pair]) asks $"And {names}?"',
        'each pair in samples(City, size=2, count=3, seed=5) let names = join([c.name for c in pair], " and ")',
        "{names}",
    )
    assert said(tool) == "total_population_of_cities(cities): Total population of the given cities."
    assert tool.params[0].value.type == "list"


def test_bounds_are_parameters_that_say_what_they_bound() -> None:
    tool = one(
        'derive count([x for x in City if x.country == k and x.population >= n]) asks $"How many {n} {k.name}?"',
        "each k in Country each n in [300000, 600000]",
        "{n} {k.name}",
    )
    assert tool.name == "number_of_cities_by_country_and_population"
    assert {p.name for p in tool.params} == {"country", "min_population"}


def test_constants_stay_unless_they_stand_in_a_row() -> None:
    stays = one('derive count([x for x in City if x.country == c.country and x.population > 500]) asks $"{c.name}?"')
    assert [p.name for p in stays.params] == ["city"]
    assert "above 500." in stays.doc
    given = one('derive count([x for x in City if x.name != "Oslo" and x.country == c.country]) asks $"{c.name}?"')
    assert "Oslo" not in json.dumps(tool_document(given))
    assert len(given.params) == 2


def test_a_row_at_a_place_of_a_list_is_looked_up_like_any_other() -> None:
    tool = one(
        'derive pair[0].population - pair[1].population asks $"{one}, {two}?"',
        "each pair in samples(City, size=2, count=3, seed=5)"
        ' let one = pair[0]?.name ?? "" let two = pair[1]?.name ?? ""',
        "{one} and {two}",
    )
    assert {p.name for p in tool.params} == {"city", "other_city"}
    assert tool.doc == "Population of a city minus population of another city."


def test_a_let_keeps_its_value_where_steps_write() -> None:
    _, documents, _ = written(
        """
tool grow(city: str "Name of the city.") -> int
  fails NoCity
  writes City
{
  "One more inhabitant."
  let found = first([c for c in City if c.name == city]) ?? fail NoCity
  update found { population: found.population + 1 }
  return found.population
}
error NoCity "There is no such city."
task t {
  each c in City
  let before = c.population
  ask $"Let {c.name} grow."
  step now = grow(city=c.name)
  step more = derive c.population - before asks $"How many more are there in {c.name}?"
  answer now
}
"""
    )
    (tool,) = documents.tools
    assert {p.name for p in tool.params} == {"city", "before"}


LEAGUE = """
scenario league { title: "League" }
entity Ground key id { "A ground." id: str, name: str "Name of the ground", seats: int }
data Ground { | id | name | seats | | "g1" | "Mill Lane" | 4100 | | "g2" | "The Den" | 9200 | }
entity Club key id { "A club." id: str, name: str "Registered name", plays_at: Ground, colours: str, founded: date }
data Club {
  | id | name | plays_at | colours | founded |
  | "c1" | "Arden" | "g1" | "red and white" | "1901-02-03" |
  | "c2" | "Barrow" | "g1" | "blue" | "1911-12-13" |
  | "c3" | "Calder" | "g2" | "blue" | "1921-02-23" |
}
"""


@pytest.mark.parametrize(
    ("derive", "each", "said"),
    [
        ("count([x for x in Club if x.plays_at == g])", "Ground", "Number of clubs that play at the given ground."),
        (
            "count([x for x in Club if x.colours == c.colours])",
            "Club",
            "Number of clubs whose colours are the given colours.",
        ),
        ("c.plays_at.name", "Club", "Of the ground at which a club plays: name of the ground."),
        ("c.founded", "Club", "Day on which a club was founded."),
        ("[x.name for x in Club if x.plays_at.seats > n]", "n", "Clubs where the seats of the ground"),
        (
            "first([x for x in Club if x.plays_at == g sort by x.founded]).name",
            "Ground",
            "Registered name of the club that was founded first among those that play at the given ground.",
        ),
    ],
)
def test_documents_are_english(derive: str, each: str, said: str) -> None:
    start, shown = {
        "Ground": ("each g in Ground", "{g.name}"),
        "Club": ("each c in Club", "{c.name} {c.colours}"),
        "n": ("each n in [4200, 4300]", "{n}"),
    }[each]
    text = f'task t {{ {start} ask $"{shown}?" step x = derive {derive} asks $"{shown}?" answer x }}'
    program = checked(LEAGUE + text)
    documents = document(program, lowered(program).module)
    (tool,) = documents.tools
    assert tool.doc.startswith(said)


# ------------------------------------------------------------------ one tool for one question


def test_equal_tools_of_several_families_are_one() -> None:
    _, documents, _ = written(
        """
task a { each c in City ask $"How many in {c.name}?" step x = derive c.population asks $"In {c.name}?" answer x }
task b {
  each k in City
  ask $"People of {k.name}?"
  step y = derive (first([z for z in City if z.name == k.name])).population asks $"In {k.name}?"
  answer y
}
"""
    )
    assert [tool.name for tool in documents.tools] == ["population_of_city"]
    assert documents.questions == {"population_of_city": ("a.x", "b.y")}


def test_other_tools_of_one_name_say_how_they_look_it_up() -> None:
    _, documents, _ = written(
        """
task a { each k in Country ask $"Money of {k.name}?" step x = derive k.currency asks $"In {k.name}?" answer x }
task b { each k in Country ask $"Money of {k.code}?" step x = derive k.currency asks $"In {k.code}?" answer x }
"""
    )
    assert [tool.name for tool in documents.tools] == ["currency_of_country", "currency_of_country_by_code"]


def test_names_of_the_author_are_never_taken() -> None:
    _, documents, _ = written(
        """
error CityNotFound "An error of the author."
fn population_of_city(c: City) -> int = c.population
task a { each c in City ask $"In {c.name}?" step x = derive c.population asks $"In {c.name}?" answer x }
"""
    )
    assert [tool.name for tool in documents.tools] == ["population_of_city_by_name"]
    assert [error.name for error in documents.errors] == ["CityNotFound2"]


def test_a_loop_variable_never_hides_a_parameter() -> None:
    tasks, _ = base(
        WORLD
        + """
task t {
  each c in City
  ask $"How large is {c.name}?"
  step x = derive first([city for city in City if city.name == c.name]).population asks $"And {c.name}?"
  answer x
}
"""
    )
    assert [t["answer"]["value"] for t in tasks] == [709037, 289330, 984748, 357377, 660842]


# ------------------------------------------------------------------ errors


def test_what_is_not_there_is_a_declared_error() -> None:
    task = """task t {
  each c in [c for c in City if c.founded != null]
  ask $"When was {c.name} founded?"
  step x = derive c.founded asks $"And {c.name}?"
  answer x
}"""
    _, documents, ready = written(task)
    world = ready.machine.world()
    nowhere = ready.machine.call(world, "founded_of_city", '{"city": "Atlantis"}')
    unknown = ready.machine.call(world, "founded_of_city", '{"city": "Malmo"}')
    assert nowhere.error is not None and nowhere.error.code == "CityNotFound"
    assert unknown.error is not None and unknown.error.code == "NotKnown"
    assert [error.name for error in documents.errors] == ["CityNotFound", "NotKnown"]


# ------------------------------------------------------------------ nothing of the questions


STEPS = {
    "c.country.name": "Where is {c.name}?",
    "c.population": "How many in {c.name}?",
    "c.founded": "When was {c.name}?",
    "c.size": "How large is {c.name}?",
    "[x.name for x in City if x.country == c.country and x != c]": "Which beside {c.name}?",
    "first([x for x in City if x.population > c.population]).name": "Which is larger than {c.name}?",
    "count([x for x in City if x.size == c.size])": "How many are {c.size}?",
    "max([x.area_km2 for x in City if x.country.name == c.country.name])": "Largest of {c.country.name}?",
    "if c.population > 500 then c.name else c.country.name": "Which of {c.id}?",
}


@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=4, unique=True))
def test_no_value_of_a_row_stands_in_a_derived_document(steps: list[str]) -> None:
    tasks = [
        f'task t{n} {{ each c in City ask $"{STEPS[s]}" step x = derive {s} asks $"{STEPS[s]}" answer x }}'
        for n, s in enumerate(steps)
    ]
    program, documents, _ = written(*tasks)
    texts = []
    for tool in documents.tools:
        told = tool_document(tool)["function"]
        for parameter in told["parameters"]["properties"].values():
            parameter.pop("enum", None)  # the members of a declared type, whatever the rows hold
        texts.append(json.dumps(told))
    for entity in program.entities.values():
        for row in entity.rows:
            for value in row.values():
                shown = str(value)
                assert not any(re.search(rf"(?<!\w){re.escape(shown)}(?!\w)", text) for text in texts), shown
