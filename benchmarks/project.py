"""A project of any size that reads like one that people write: libraries of a few entities each with tables, errors,
functions and tools, and scenarios that import from two of them and add tools, tasks and tests of their own.
"""

from __future__ import annotations

import random
from pathlib import Path

_LIBRARIES = 6
_WORDS = "amber birch cedar delta ember fjord grove heath islet jetty knoll lagoon meadow north ocean prairie".split()  # noqa: SIM905

_NOTES = ("null", '"ring twice"')

_LIBRARY = """edition 1

library lib{n} {{
  title: "Towns and depots, part {n}",  # made up
  domain: logistics,
  version: "1.0.0",
}}
"""

_ENTITIES = """
enum Size{k} {{
  "How large a depot is."
  small "up to ten trucks",
  large "more than that",
}}

# Towns of district {k}: the key is the name that people use.
entity Town{k} key name {{
  "A town of district {k}."
  name: str(1..40) "Name of the town",
  people: int(0.., unit="people") "Inhabitants at the last count",
  area: float(0.0.., unit="km2") "Surface",
  founded: int(800..2100) "Year of the first document",
}}

entity Depot{k} key id {{
  "A depot in a town."
  id: str(pattern="d[0-9]+"),
  town: Town{k},
  size: Size{k} = "small",
  rent: float(0.0..100000.0, unit="EUR") "Rent for a month",
  note: str? "What a driver should know",
}}

data Town{k} {{
  | name             | people | area  | founded |
{towns}
}}

data Depot{k} {{
  | id   | town             | size    | rent   | note |
{depots}
}}

error NoTown{k}(name: str) $"There is no town called {{name}}."
error NoDepot{k}(id: str) $"There is no depot {{id}} in district {k}."

const LIMIT_IN_{upper}: float = {limit}.0

fn density{k}(town: Town{k}) -> float =
  round(if town.area > 0.0 then town.people / town.area else 0.0, 2)

fn rents{k}(town: Town{k}) -> float =
  sum([d.rent for d in Depot{k} if d.town == town and d.rent <= LIMIT_IN_{upper}])

tool people_of_town{k}(town: str(1..40) "Name of the town.") -> {{ people: int }}
  fails NoTown{k}
{{
  "Inhabitants of a town at the last count."
  let found = Town{k}[town] ?? fail NoTown{k}(town)
  return {{ people: found.people }}
}}

tool town_of_depot{k}(depot: str "Number of the depot.") -> {{ town: str, large: bool }}
  fails NoDepot{k}
{{
  "The town in which a depot stands."
  let found = Depot{k}[depot] ?? fail NoDepot{k}(depot)
  return {{ town: found.town.name, large: found.size == "large" }}
}}

tool rent_in_town{k}(town: str(1..40) "Name of the town.", above: float = 0.0 "Least rent that counts.") -> {{
  rent: float,
  depots: list[str],
}}
  fails NoTown{k}
{{
  "What all depots of a town cost in a month."
  let found = Town{k}[town] ?? fail NoTown{k}(town)
  let here = [d for d in Depot{k} if d.town == found and d.rent >= above sort by d.rent desc, d.id]
  if count(here) == 0 {{
    return {{ rent: 0.0, depots: [] }}
  }}
  return {{ rent: round(sum([d.rent for d in here]) + 0.0 * rents{k}(found), 2), depots: [d.id for d in here take 5] }}
}}

tool close_depot{k}(depot: str "Number of the depot.") -> {{ saved: float, density: float }}
  fails NoDepot{k}
  writes Depot{k}
{{
  "Close a depot; tells the rent that is saved each month."
  let found = Depot{k}[depot] ?? fail NoDepot{k}(depot)
  let saved = found.rent
  delete found
  return {{ saved: saved, density: density{k}(found.town) }}
}}

test "a closed depot is gone, {k}" {{
  expect close_depot{k}(depot="d3").saved > 0.0
  expect town_of_depot{k}(depot="d3") fails NoDepot{k}
}}
"""

_SCENARIO = """edition 1

import Town{a}, Depot{a}, people_of_town{a}, town_of_depot{a}, rent_in_town{a} from "../lib/lib{x}.tool"
import Town{b}, people_of_town{b}, rent_in_town{b} from "../lib/lib{y}.tool"

scenario plan{n} {{
  title: "Moving goods, part {n}",
  domain: logistics,
  tags: ["towns", "depots"],
  version: "1.0.0",
}}
"""

_TASKS = """
task people_around_a_depot{k} {{
  kind multi_hop
  each d in [d for d in Depot{a} if d.rent > {limit}.0 take 20]
  # Two ways to say the same.
  ask $"How many people live in the town of depot {{d.id}}?"
  ask $"Depot {{d.id}} stands in a town. What is the number of its inhabitants?"
  step where = town_of_depot{a}(depot=d.id)
    asks $"In which town does depot {{d.id}} stand?"
    gives where.town
  step size = people_of_town{a}(town=where.town)
    asks $"How many people live in {{where.town}}?"
    gives size.people
  answer size.people phrased $"{{answer:,}} people"
}}

task two_towns{k} {{
  kind parallel_single_hop
  each t in [t for t in Town{a} if t.people >= 1000 and t.founded < 1500 or t.area == 12.5]
  let other = first([o for o in Town{b} if o.founded > t.founded and not (o.area > 100.0) sort by o.people desc])
  let name = if other == null then "amber 0" else other.name
  ask $"Which of the two has more people, {{t.name}} or {{name}}, and how many?"
  step one = people_of_town{a}(town=t.name)
    asks $"How many people live in {{t.name}}?"
    gives one.people
  step two = people_of_town{b}(town=name)
    asks $"How many people live in {{name}}?"
    gives two.people
  answer if one.people >= two.people then one.people else two.people
}}

task rent_of_a_town{k} {{
  kind single_hop
  each t in Town{b}
  ask $"What do all depots in {{t.name}} cost in a month, in euros?"
  step rents = rent_in_town{b}(town=t.name, above={limit}.5)
    asks $"What do all depots in {{t.name}} with a rent of {limit}.5 or more cost?"
    gives rents.rent
  answer rents.rent within 0.005 phrased $"{{answer:.2f}} EUR"
}}

test "rents add up, {k}" {{
  for t in [t for t in Town{a} take 5] {{
    let rent = rent_in_town{a}(town=t.name, above=0.0).rent
    expect rent >= 0.0 and rent == round(sum([d.rent for d in Depot{a} if d.town == t]), 2)
    expect people_of_town{a}(town=t.name).people == t.people
  }}
  expect people_of_town{b}(town="nowhere") fails NoTown{b}
}}
"""


def write_project(folder: Path, lines: int = 10_000) -> int:
    """Write a project of about *lines* lines below *folder*; returns how many there are."""
    draw = random.Random(7)
    texts = {f"lib/lib{n}.tool": _LIBRARY.format(n=n) for n in range(_LIBRARIES)}
    blocks = [0] * _LIBRARIES
    for turn in range(lines // 230):
        n = turn % _LIBRARIES
        texts[f"lib/lib{n}.tool"] += _entities(_name(n, blocks[n]), draw)
        blocks[n] += 1
    number = 0
    while sum(text.count("\n") for text in texts.values()) < lines:
        texts[f"plans/plan{number}.tool"] = _scenario(number, blocks, draw)
        number += 1
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(text.count("\n") for text in texts.values())


def _name(library: int, block: int) -> str:
    """What the names of a block of a library end in."""
    return f"{library}{chr(ord('a') + block)}"


def _entities(k: str, draw: random.Random) -> str:
    names = [f"{word} {i}" for i, word in enumerate(_WORDS)]
    towns = [
        f'  | "{name}"{" " * (12 - len(name))} | {draw.randrange(500, 90000):>6} | {draw.randrange(20, 900) / 2:>5} '
        f"| {draw.randrange(900, 1900):>7} |"
        for name in names
    ]
    depots = [
        f'  | "d{i}" | "{draw.choice(names)}" | "{draw.choice(("small", "large"))}" | {draw.randrange(300, 9000)}.0 '
        f"| {draw.choice(_NOTES)} |"
        for i in range(30)
    ]
    tables = {"towns": "\n".join(towns), "depots": "\n".join(depots)}
    return _ENTITIES.format(k=k, upper=k.upper(), limit=draw.randrange(300, 5000), **tables)


def _scenario(n: int, blocks: list[int], draw: random.Random) -> str:
    x, y = draw.sample(range(_LIBRARIES), 2)
    a, b = _name(x, draw.randrange(blocks[x])), _name(y, draw.randrange(blocks[y]))
    head = _SCENARIO.format(n=n, x=x, y=y, a=a, b=b)
    head = head.replace(f"rent_in_town{b} from", f"rent_in_town{b}, NoTown{b} from")
    return head + "".join(_TASKS.format(k=k, a=a, b=b, limit=draw.randrange(300, 5000)) for k in range(9))
