"""Worlds to measure on: five entities with links in several directions, their rows drawn, and tasks by `explore`.

python -m benchmarks.worlds --tasks 2000 > world.tool
"""

from __future__ import annotations

import argparse

SHARES = {"Country": 20, "City": 60, "Company": 70, "Person": 130, "Product": 120}
"""How many rows of each entity a world of 400 rows has."""


def world(tasks: int, rows: int = 400, levels: int = 5, seed: int = 7) -> str:
    """A scenario of about *rows* rows that asks for *tasks* tasks, with *levels* levels (base among them)."""
    count = {entity: max(2, share * rows // 400) for entity, share in SHARES.items()}
    return f"""edition 1

scenario trade_{rows} {{
  title: "Companies, their people and what they make",
  domain: business,
  version: "1.0.0",
  license: "CC0-1.0",
}}

entity Country key code {{
  "A country and what it measures."
  code: str(pattern="[A-Z]{{3}}") "Code of three letters",
  name: str(1..80) "English name",
  population: int(0..) "Number of people who live there",
  area_km2: int(1.., unit="km2") "Total area",
  currency: str(pattern="[A-Z]{{3}}") "Currency code",
}}

entity City key id {{
  "A city."
  id: str(1..12) "Number in the register of cities",
  name: str(1..80) "English name",
  country: Country "Where the city lies",
  population: int(0..) "Number of people who live there",
  elevation_m: int(0..5000, unit="m") "Height above the sea",
  founded: date "Day of the charter",
}}

entity Company key id {{
  "A company that makes things."
  id: str(1..12) "Number in the register of companies",
  name: str(1..80) "Registered name",
  headquarters: City "Where it is run from",
  industry: "chemistry" | "electronics" | "food" | "textiles" | "toys" "Branch of trade",
  revenue: int(0.., unit="EUR") "Yearly revenue",
  employees: int(1..) "People who work there",
  founded: date "Day of registration",
}}

entity Person key id {{
  "Somebody who works at a company."
  id: str(1..12) "Number of the passport",
  name: str(1..80) "Full name",
  born_in: City "Place of birth",
  employer: Company "Where the person works",
  birth_date: date "Day of birth",
  salary: int(0.., unit="EUR") "Yearly pay",
  hobby: "chess" | "climbing" | "cooking" | "music" | "painting" | "sailing" "Favourite pastime",
}}

entity Product key sku {{
  "A thing that a company makes."
  sku: str(1..12) "Stock number",
  name: str(1..80) "Name in the catalogue",
  maker: Company "Company that makes it",
  designer: Person "Who drew it",
  price: float(0.0.., unit="EUR") "Retail price",
  weight_kg: float(0.0.., unit="kg") "Weight with its box",
  released: date "First day on sale",
}}

data Country generate {count["Country"]} seed {seed} {{
  code: pattern("[A-Z]{{3}}"),
  name: unique(country()),
  population: uniform(200000, 90000000),
  area_km2: uniform(2000, 900000),
  currency: unique(pattern("[A-Z]{{3}}")),
}}

data City generate {count["City"]} seed {seed} {{
  id: serial("C", width=4),
  name: unique(city()),
  country: pick(Country),
  population: uniform(2000, 4000000),
  elevation_m: uniform(0, 2400),
  founded: day_between("1200-01-01", "1950-12-31"),
}}

data Company generate {count["Company"]} seed {seed} {{
  id: serial("F", width=4),
  name: unique(company()),
  headquarters: pick(City),
  industry: choice(),
  revenue: uniform(100000, 900000000),
  employees: uniform(3, 40000),
  founded: day_between("1890-01-01", "2022-12-31"),
}}

data Person generate {count["Person"]} seed {seed} {{
  id: serial("P", width=5),
  name: unique(person()),
  born_in: pick(City),
  employer: pick(Company),
  birth_date: day_between("1955-01-01", "2004-12-31"),
  salary: uniform(18000, 240000),
  hobby: choice(),
}}

data Product generate {count["Product"]} seed {seed} {{
  sku: serial("S", width=5),
  name: pattern("[BDFGKLMNPRSTVZ][aeiou][bdfgklmnprstvz][aeiou][lnrs]a [1-9][0-9]{{2}}"),
  maker: pick(Company),
  designer: pick(Person),
  price: uniform(2.0, 4000.0),
  weight_kg: uniform(0.05, 80.0),
  released: day_between("1990-01-01", "2025-12-31"),
}}

explore {tasks} seed {seed} {{}}
{_scale(levels, seed)}"""


_STRENGTHS = (
    "toolset: 4",
    "parameters: 2, toolset: 4",
    "functionality: 1, parameters: 2, toolset: 6",
    "functionality: 1, parameters: 3, types: 1, toolset: 8",
)


def _scale(levels: int, seed: int) -> str:
    if levels < 2:
        return ""
    made = "".join(
        f"  level step_{number} {{ {_STRENGTHS[(number - 1) % len(_STRENGTHS)]} }}\n" for number in range(1, levels)
    )
    return f"\nscale {{\n  seed {seed}\n{made}}}\n"


def main() -> None:
    """Print the world that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--levels", type=int, default=5, help="levels with base, 1 to leave the scale block out")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    print(world(asked.tasks, asked.rows, asked.levels, asked.seed), end="")


if __name__ == "__main__":
    main()
