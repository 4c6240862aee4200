"""Worlds to explore: two that were written for it, and small ones made at random.

What differs is what can go wrong: names that rows share, links that are null, ties, several links to one entity, links
of an entity to itself, entities with nothing but a number to be called by.
"""

from __future__ import annotations

from hypothesis import strategies as st

HEAD = 'edition 1\n\nscenario made { title: "Made", domain: test, version: "1.0.0", license: "CC0-1.0" }\n'

HARBOUR = (
    HEAD
    + """
enum Flag { norway, panama, malta }

entity Port key code {
  "A place where ships are loaded."
  code: str(pattern="[A-Z]{3}") "Code of three letters",
  name: str(1..60) "English name",
  depth_m: float(0.0.., unit="m") "Depth of the basin",
  berths: int(1..) "Places for ships",
  opened: date "First day in service",
}

entity Captain key id {
  "Somebody who commands a ship."
  id: str,
  name: str(1..60) "Full name",
  born_in: Port "Town of birth",
  taught_by: Captain? "Who trained the captain",
  salary: int(0.., unit="EUR") "Yearly pay",
}

entity Ship key id {
  "A vessel with a captain."
  id: str,
  name: str(1..60) "Name on the bow",
  home: Port "Port of registry",
  sails_to: Port? "Where it is bound",
  captain: Captain "Who commands it",
  flag: Flag "Registry",
  length_m: float(0.0.., unit="m") "Length over all",
  crew: int(0..) "People on board",
  built: int(1900..2026) "Year of launch",
}

entity Cargo key number {
  "Goods on a ship."
  number: int(1..),
  ship: Ship "Ship that carries the goods",
  weight: float(0.0.., unit="t") "Weight with packing",
  loaded_on: date "Day of loading",
  kind: "grain" | "ore" | "timber" "What it is",
}

data Port {
  | code | name | depth_m | berths | opened |
  | "AAA" | "Arvik" | 7.5 | 4 | "1712-05-03" |
  | "BBB" | "Bergby" | 12.0 | 18 | "1850-09-12" |
  | "CCC" | "Cape Ness" | 9.5 | 7 | "1790-01-20" |
  | "DDD" | "Dalsund" | 16.5 | 33 | "1901-07-01" |
  | "EEE" | "Elvik" | 6.0 | 3 | "1833-03-15" |
  | "FFF" | "Farnes" | 21.0 | 58 | "1968-11-30" |
}

data Captain {
  | id | name | born_in | taught_by | salary |
  | "C1" | "Ada Berg" | "AAA" | null | 81000 |
  | "C2" | "Bo Lund" | "BBB" | "C1" | 92500 |
  | "C3" | "Cora Dahl" | "CCC" | "C1" | 64250 |
  | "C4" | "Dag Holm" | "AAA" | "C2" | 71800 |
  | "C5" | "Eva Lund" | "DDD" | null | 120400 |
  | "C6" | "Finn Moe" | "EEE" | "C5" | 55300 |
  | "C7" | "Greta Vik" | "BBB" | "C2" | 99100 |
  | "C8" | "Hans Rud" | "FFF" | "C3" | 64250 |
  | "C9" | "Ida Foss" | "CCC" | null | 143700 |
  | "C10" | "Jon Lie" | "AAA" | "C1" | 88800 |
  | "C11" | "Kari Nes" | "DDD" | "C9" | 47650 |
  | "C12" | "Lars Eik" | "EEE" | "C9" | 101250 |
  | "C13" | "Mia Tveit" | "BBB" | "C5" | 73400 |
  | "C14" | "Nils Aas" | "AAA" | "C11" | 69950 |
}

data Ship generate 26 seed 4 {
  id: serial("S"), name: choice(["Aurora", "Bore", "Castor", "Delfin", "Ellida", "Freya", "Gudrun", "Havfrue", "Idun",
  "Juno", "Kraken", "Leda", "Merkur", "Najade", "Ondine", "Pollux", "Ran", "Saga", "Thetis", "Urd", "Vesta"]),
  home: pick(Port), sails_to: optional(pick(Port), share=0.4), captain: pick(Captain), flag: choice(),
  length_m: uniform(20.0, 399.0), crew: uniform(3, 30), built: uniform(1960, 2024),
}

data Cargo generate 40 seed 4 {
  number: serial(start=100), ship: pick(Ship), weight: uniform(1.0, 900.0), loaded_on: day_between("2025-01-01",
  "2025-12-31"), kind: choice(),
}
"""
)
"""Ships, some of one name; a captain who taught captains; two links to ports; goods that have a number only."""

TWO_OF_A_COLOUR = (
    HEAD
    + """
entity Thing key id {
  "One of them."
  id: str "Number in the list",
  name: str(1..80) "What it is called",
  size: int(0..) "Something known of it",
  colour: str "Something known of it",
}

data Thing generate 13 seed 0 {
  id: serial("T"), name: person(), size: uniform(0, 9999), colour: choice(["red", "green", "light blue"]),
}

entity Author key id {
  "One of them."
  id: str "Number in the list",
  name: str(1..80) "What it is called",
  size: int(0..) "Something known of it",
  colour: str "Something known of it",
  made_by: Thing "Another one",
}

data Author generate 10 seed 0 {
  id: serial("A"), name: person(), size: uniform(0, 9999), colour: choice(["red", "green", "light blue"]),
  made_by: pick(Thing),
}
"""
)
"""Authors of the colour of the thing that they were made by: their own colour leads where that of the thing leads."""

_FIELDS = (
    ("size: int(0..)", "uniform(0, 9999)"),
    ('weight: float(0.0.., unit="kg")', "uniform(0.5, 99.0)"),
    ("founded: date", 'day_between("1900-01-01", "2020-12-31")'),
    ("starts: datetime", 'time_between("2026-01-01T00:00:00", "2026-12-31T00:00:00")'),
    ("seats: int(0..)", "uniform(1, 4)"),
    ("year: int(1900..2030)", "uniform(1950, 2024)"),
    ("colour: str", 'choice(["red", "green", "light blue"])'),
    ('grade: "low" | "high"', "choice()"),
    ("motto: str", "words()"),
    ("rating: float?", "optional(uniform(0.0, 10.0), share=0.3)"),
    ("is_open: bool", "chance(0.5)"),
)
_NAMES = (
    ("name: str(1..80)", "person()"),
    ("name: str(1..80)", "unique(company())"),
    ("title: str(1..80)", "unique(words())"),
    ("name: str(1..80)", 'choice(["Ann", "Bo", "Cy", "Di", "Eve", "Flo"])'),
    None,
)
_LINKS = ("", "made_by", "lives_in", "main_owner")
ENTITIES = ("Thing", "Author", "OrderLine")


@st.composite
def worlds(draw: st.DrawFn) -> str:
    """The text of a small world without tasks."""
    number = draw(st.integers(1, 3))
    seed = draw(st.integers(0, 99))
    text = HEAD
    for place in range(number):
        name = ENTITIES[place]
        lines = ['  id: str "Number in the list",']
        columns = [f'  id: serial("{name[0]}"),']
        if (naming := draw(st.sampled_from(_NAMES))) is not None:
            lines.append(f'  {naming[0]} "What it is called",')
            columns.append(f"  {naming[0].split(':')[0]}: {naming[1]},")
        for field, drawn in draw(st.lists(st.sampled_from(_FIELDS), max_size=4, unique=True)):
            lines.append(f'  {field} "Something known of it",')
            columns.append(f"  {field.split(':')[0]}: {drawn},")
        targets = draw(st.lists(st.integers(0, place - 1), max_size=2, unique=True)) if place else ()
        for target in targets:
            to = ENTITIES[target]
            field = draw(st.sampled_from(_LINKS)) or to.lower()
            nullable = draw(st.booleans())
            generator = f"optional(pick({to}), share=0.2)" if nullable else f"pick({to})"
            if any(line.startswith(f"  {field}:") for line in lines):
                continue
            lines.append(f'  {field}: {to}{"?" if nullable else ""} "Another one",')
            columns.append(f"  {field}: {generator},")
        rows = draw(st.integers(2, 14))
        text += f'\nentity {name} key id {{\n  "One of them."\n' + "\n".join(lines) + "\n}\n"
        text += f"\ndata {name} generate {rows} seed {seed} {{\n" + "\n".join(columns) + "\n}\n"
    return text
