"""The small worlds of the study, drawn from one list of words.

A world has places of one kind and the people who look after them. A tool's name is made of two words, and no two worlds
have a tool of one name, so that the tools of a world that a model was not trained on are new to it although their words
are not; kinds of places and people come again, with other fields. The names of places and people are the same few in
all worlds; what is true of them is drawn anew.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

PLACES: Final = ["bridge", "castle", "forest", "harbour", "island", "library", "museum", "village"]
ROLES: Final = ["captain", "doctor", "keeper", "mayor", "owner", "painter", "teacher", "warden"]
MEASURES: Final = ["age", "depth", "grade", "height", "length", "number", "price", "size", "speed", "weight"]

_ONSETS: Final = ("bal", "dor", "fen", "gar", "hul", "jas", "kel", "lim", "mor")
_CODAS: Final = ("nev", "pol", "ras", "sen", "tal", "vor", "wim", "yar", "zel")

ROWS: Final = 24
"""Places in a world, and as many people: each looks after one place."""
_ASKED: Final = 24
"""How many tasks of each kind that joins several places are drawn."""


def worlds(count: int) -> list[tuple[str, str]]:
    """Name and text of the first *count* scenarios, of which no two have a tool of one name."""
    rng = random.Random("study")
    taken: set[str] = set()
    made = []
    for number in range(count):
        place = PLACES[number % len(PLACES)]
        role = ROLES[(number + number // len(PLACES)) % len(ROLES)]
        of_place = rng.sample([each for each in MEASURES if f"{place}_{each}" not in taken], 2)
        free = [each for each in MEASURES if f"{role}_{each}" not in taken and each not in of_place]
        of_person = rng.sample(free, 2)
        taken |= {f"{place}_{each}" for each in (role, *of_place)} | {f"{role}_{each}" for each in of_person}
        name = f"{place}_{role}"
        made.append((name, _text(name, place, role, (*of_place, *of_person), random.Random(f"study/{name}"))))
    return made


def _names(ending: str) -> list[str]:
    """Names with this ending, the same in all worlds."""
    rng = random.Random(f"study/names/{ending}")
    pairs = [f"{first}{second}{ending}".capitalize() for first in _ONSETS for second in _CODAS]
    return rng.sample(pairs, ROWS)


def _text(name: str, place: str, role: str, measures: Sequence[str], rng: random.Random) -> str:
    first, second, third, fourth = measures
    people, places = _names("o"), _names("a")
    posts = rng.sample(people, ROWS)
    persons = "\n".join(f'  | "{each}" | {_value(rng)} | {_value(rng)} |' for each in people)
    lands = "\n".join(
        f'  | "{each}" | "{post}" | {_value(rng)} | {_value(rng)} |' for each, post in zip(places, posts, strict=True)
    )
    of_place, of_person = place.capitalize(), role.capitalize()
    return f"""edition 1

scenario {name} {{
  title: "A {place}, its {role} and what is known of both",
  domain: synthetic,
  version: "1.0.0",
  license: "CC0-1.0",
}}

entity {of_person} key name {{
  "A {role}."
  name: str(1..20) "As it is called in the register",
  {third}: int(10..99) "The {third} of the {role}",
  {fourth}: int(10..99) "The {fourth} of the {role}",
}}

entity {of_place} key name {{
  "A {place}."
  name: str(1..20) "As it is called in the register",
  {role}: {of_person} "Who looks after it",
  {first}: int(10..99) "The {first} of the {place}",
  {second}: int(10..99) "The {second} of the {place}",
}}

data {of_person} {{
  | name | {third} | {fourth} |
{persons}
}}

data {of_place} {{
  | name | {role} | {first} | {second} |
{lands}
}}

error Unknown(name: str) $"Nobody and nothing is called {{name}}."
{_tool(place, role, "str", f"{of_place}", f"found.{role}.name", f"Name of the {role} of one {place}.")}
{_tool(place, first, "int", of_place, f"found.{first}", f"The {first} of one {place}.")}
{_tool(place, second, "int", of_place, f"found.{second}", f"The {second} of one {place}.")}
{_tool(role, third, "int", of_person, f"found.{third}", f"The {third} of one {role}.")}
{_tool(role, fourth, "int", of_person, f"found.{fourth}", f"The {fourth} of one {role}.")}
{_single(place, first, of_place)}
{_single(place, second, of_place)}
{_pair(place, first, of_place, 1)}
{_pair(place, second, of_place, 2)}
{_chain(place, role, third, of_place)}
{_chain(place, role, fourth, of_place)}
{_pair_of_chains(place, role, third, of_place, 3)}
{_pair_of_chains(place, role, fourth, of_place, 4)}
scale {{
  seed 7
  level more {{ toolset: 2 }}
  level hard {{ toolset: 3, parameters: 2 }}
}}

reward {{ max_turns: 6 }}
"""


def _value(rng: random.Random) -> int:
    return rng.randint(10, 99)


def _tool(of: str, what: str, gives: str, entity: str, result: str, doc: str) -> str:
    return f"""
tool {of}_{what}({of}: str(1..20) "Name of the {of}.") -> {gives}
  fails Unknown
{{
  "{doc}"
  let found = {entity}[{of}] ?? fail Unknown({of})
  return {result}
}}"""


def _single(place: str, what: str, entity: str) -> str:
    return f"""
task {what}_of_one {{
  kind single_hop
  each p in {entity}
  ask $"What is the {what} of the {place} {{p.name}} ?"
  step value = {place}_{what}({place}=p.name)
    asks $"What is the {what} of the {place} {{p.name}} ?"
  answer value
}}"""


def _pair(place: str, what: str, entity: str, seed: int) -> str:
    return f"""
task {what}_of_two {{
  kind parallel_single_hop
  each pair in samples({entity}, size=2, count={_ASKED}, seed={seed})
  let names = join([p.name for p in pair], " and ")
  ask $"What is the {what} of the {place} {{names}} each ?"
  step value for p in pair = {place}_{what}({place}=p.name)
    asks $"What is the {what} of the {place} {{p.name}} ?"
  answer $"{{value[0]}} and {{value[1]}}"
}}"""


def _chain(place: str, role: str, what: str, entity: str) -> str:
    return f"""
task {what}_of_the_{role} {{
  kind multi_hop
  each p in {entity}
  ask $"What is the {what} of the {role} of the {place} {{p.name}} ?"
  step who = {place}_{role}({place}=p.name)
    asks $"Who is the {role} of the {place} {{p.name}} ?"
  step value = {role}_{what}({role}=who)
    asks $"What is the {what} of the {role} {{who}} ?"
  answer value
}}"""


def _pair_of_chains(place: str, role: str, what: str, entity: str, seed: int) -> str:
    return f"""
task {what}_of_two_{role}s {{
  kind parallel_multi_hop
  each pair in samples({entity}, size=2, count={_ASKED}, seed={seed})
  let names = join([p.name for p in pair], " and ")
  ask $"What is the {what} of the {role} of the {place} {{names}} each ?"
  step who for p in pair = {place}_{role}({place}=p.name)
    asks $"Who is the {role} of the {place} {{p.name}} ?"
  step value for w in who = {role}_{what}({role}=w)
    asks $"What is the {what} of the {role} {{w}} ?"
  answer $"{{value[0]}} and {{value[1]}}"
}}"""
