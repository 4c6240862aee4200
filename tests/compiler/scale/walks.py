"""A spec whose tools give everything that parameters can be added to: lists of records and of values, units, dates,
numbers, nulls, effects.
"""

WALKS = """edition 1

scenario walks { title: "Walks", domain: hiking, version: "1.0.0", license: "CC0-1.0" }

enum Grade { easy, steep, wild }

entity Region key id {
  "A region for walkers."
  id: str,
  name: str(1..40) "Name of the region",
  warmth: float(-60.0..60.0, unit="C") "Mean temperature in July",
  mapped: date "Day on which its map was drawn",
  seen: datetime "When a warden was last there",
}

entity Walk key id {
  "A marked walk."
  id: str,
  name: str(1..60) "Name of the walk",
  region: Region,
  length: float(0.0.., unit="km") "Length of the walk",
  climb: int(0.., unit="m") "Height gained",
  grade: Grade,
  opened: date "Day on which it was opened",
  guided: bool "Whether guides go there",
  fee: float(0.0.., unit="EUR")? "What a guide takes",
}

data Region {
  | id   | name         | warmth | mapped       | seen                  |
  | "r1" | "Blue Hills" |   14.5 | "1901-02-03" | "2024-05-06T07:08:09" |
  | "r2" | "Salt Coast" |  21.25 | "1875-11-30" | "2024-06-01T12:00:00" |
  | "r3" | "High Fells" |    8.0 | "1923-07-14" | "2023-12-24T18:30:00" |
}

data Walk {
  | id   | name              | region | length | climb | grade   | opened       | guided | fee   |
  | "w1" | "Miller's Round"  | "r1"   |   7.25 |  1210 | "easy"  | "1988-04-01" | true   | null  |
  | "w2" | "Ridge Way"       | "r1"   |   18.4 |  1240 | "steep" | "1999-06-12" | false  | 4.5   |
  | "w3" | "Dune Path"       | "r2"   |    5.1 |    35 | "easy"  | "2004-05-20" | false  | null  |
  | "w4" | "Lighthouse Loop" | "r2"   |  12.75 |   180 | "easy"  | "1976-08-30" | true   | 3.0   |
  | "w5" | "Three Peaks"     | "r3"   |   38.9 |  2150 | "wild"  | "2011-09-09" | true   | 12.25 |
  | "w6" | "Tarn Walk"       | "r3"   |    9.6 |   420 | "steep" | "1993-03-27" | false  | null  |
}

error NoRegion(name: str) $"No region is called {name}."
error NoWalk(name: str) $"No walk is called {name}."

tool walks_of_region(region: str(1..40) "Name of the region.") -> list[{
  name: str, length: float(unit="km"), climb: int(unit="m"), grade: Grade, opened: date, guided: bool, fee: float?,
}]
  fails NoRegion
{
  "All walks of a region, with what a walker has to know."
  let r = first([r for r in Region if r.name == region]) ?? fail NoRegion(region)
  return [
    {
      name: w.name, length: w.length, climb: w.climb, grade: w.grade, opened: w.opened, guided: w.guided, fee: w.fee,
    }
    for w in Walk if w.region == r
  ]
}

tool walk_names(region: str(1..40) "Name of the region.") -> list[str]
  fails NoRegion
{
  "Names of all walks of a region."
  let r = first([r for r in Region if r.name == region]) ?? fail NoRegion(region)
  return [w.name for w in Walk if w.region == r]
}

tool region_climate(region: str(1..40) "Name of the region.")
  -> { warmth: float(unit="C"), mapped: date, seen: datetime, walks: list[str] }
  fails NoRegion
{
  "What is known of a region: its summers, its map, its walks."
  let r = first([r for r in Region if r.name == region]) ?? fail NoRegion(region)
  return { warmth: r.warmth, mapped: r.mapped, seen: r.seen, walks: [w.name for w in Walk if w.region == r] }
}

tool walk_climb(walk: str(1..60) "Name of the walk.") -> int(unit="m")
  fails NoWalk
{
  "Height gained on a walk."
  let w = first([w for w in Walk if w.name == walk]) ?? fail NoWalk(walk)
  return w.climb
}

tool walk_fee(walk: str(1..60) "Name of the walk.") -> float?
  fails NoWalk
{
  "What a guide takes for a walk; null where nobody guides."
  let w = first([w for w in Walk if w.name == walk]) ?? fail NoWalk(walk)
  return w.fee
}

tool close_walk(walk: str(1..60) "Name of the walk.") -> { left: int, names: list[str] }
  fails NoWalk
  writes Walk
{
  "Take a walk off the map; shows how many are left in its region and which."
  let w = first([w for w in Walk if w.name == walk]) ?? fail NoWalk(walk)
  let region = w.region
  delete w
  return {
    left: count([o for o in Walk if o.region == region]), names: [o.name for o in Walk if o.region == region],
  }
}

task first_walk_of_a_region {
  each r in Region
  ask $"How many kilometres long is the walk that is listed first for the {r.name}?"
  step all = walks_of_region(region=r.name) asks $"Which walks do the {r.name} have?" gives all[0].length
  answer all[0].length
}

task first_name_of_a_region {
  each r in Region
  ask $"Which walk is named first for the {r.name}?"
  step all = walk_names(region=r.name) asks $"What are the walks of the {r.name} called?" gives all[0]
  answer all[0]
}

task warmth_of_a_region {
  each r in Region
  ask $"How warm are the {r.name} in July?"
  step found = region_climate(region=r.name) asks $"How warm are the {r.name} in July?" gives found.warmth
  answer found.warmth
}

task climb_of_a_walk {
  each w in Walk
  ask $"How many metres does one climb on the {w.name}?"
  step found = walk_climb(walk=w.name) asks $"How many metres does one climb on the {w.name}?"
  answer found
}

task fee_of_a_walk {
  each w in [w for w in Walk if w.fee != null]
  ask $"What does a guide take for the {w.name}?"
  step found = walk_fee(walk=w.name) asks $"What does a guide take for the {w.name}?"
  answer found ?? 0.0
}

task closing_a_walk {
  each w in Walk
  let id = w.id
  ask $"Take the {w.name} off the map. How many walks are left in its region?"
  step gone = close_walk(walk=w.name) asks $"Close the {w.name}." gives gone.left
  answer gone.left
  goal Walk[id] == null
}

scale { seed 7 LEVELS }
"""


def walks(levels: str) -> str:
    """The spec with these levels."""
    return WALKS.replace("LEVELS", levels)
