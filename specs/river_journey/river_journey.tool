edition 1

scenario river_journey {
  title: "Down the river to the sea",
  domain: geography,
  tags: ["rivers", "bridges", "seas"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Sea key name {
  "A sea, a gulf or an ocean."
  name: str(1..60) "English name",
  max_depth_m: int(1.., unit="m") "Depth at the deepest point",
  area_km2: int(1.., unit="km2") "Surface",
}

entity River key name {
  "A river that reaches a sea."
  name: str(1..60) "English name",
  length_km: int(1.., unit="km") "Length",
  sea: Sea,
}

entity City key name {
  "A city on the bank of a river."
  name: str(1..60) "English name",
  river: River,
  country: str(1..60) "English name of the country",
}

entity Bridge key name {
  "A bridge over a river."
  name: str(1..60) "Name by which the bridge is known",
  river: River,
  opened: int(1..2100) "Year in which the present bridge was opened",
}

data Sea {
  | name                 | max_depth_m |  area_km2 |
  | "North Sea"          |         700 |    575000 |
  | "English Channel"    |         174 |     75000 |
  | "Bay of Biscay"      |        4735 |    223000 |
  | "Mediterranean Sea"  |        5267 |   2500000 |
  | "Ligurian Sea"       |        2850 |     15000 |
  | "Tyrrhenian Sea"     |        3785 |    275000 |
  | "Adriatic Sea"       |        1233 |    138600 |
  | "Aegean Sea"         |        3544 |    214000 |
  | "Black Sea"          |        2212 |    436400 |
  | "Caspian Sea"        |        1025 |    371000 |
  | "Baltic Sea"         |         459 |    377000 |
  | "Gulf of Bothnia"    |         293 |    116300 |
  | "Kattegat"           |         130 |     30000 |
  | "Skagerrak"          |         710 |     47000 |
  | "Irish Sea"          |         312 |     46007 |
  | "Atlantic Ocean"     |        8376 |  85133000 |
  | "Pacific Ocean"      |       10935 | 168723000 |
  | "Gulf of Guinea"     |        6363 |   2350000 |
  | "Mozambique Channel" |        3292 |    700000 |
  | "Arabian Sea"        |        4652 |   3862000 |
  | "Bay of Bengal"      |        4694 |   2600000 |
  | "Andaman Sea"        |        4198 |    797700 |
  | "Gulf of Thailand"   |          85 |    304000 |
  | "Gulf of Tonkin"     |         102 |    126250 |
  | "South China Sea"    |        5016 |   3500000 |
  | "East China Sea"     |        2719 |    770000 |
  | "Bohai Sea"          |         112 |     78000 |
  | "Yellow Sea"         |         152 |    380000 |
  | "Sea of Okhotsk"     |        3372 |   1583000 |
  | "Laptev Sea"         |        3385 |    700000 |
  | "Kara Sea"           |         620 |    926000 |
  | "White Sea"          |         343 |     90000 |
  | "Sea of Japan"       |        3742 |    978000 |
  | "Tasman Sea"         |        5943 |   2300000 |
  | "Bering Sea"         |        4150 |   2000000 |
  | "Gulf of Mexico"     |        4384 |   1550000 |
  | "Gulf of California" |        3353 |    160000 |
  | "Caribbean Sea"      |        7686 |   2754000 |
  | "Chesapeake Bay"     |          53 |     11600 |
  | "Strait of Georgia"  |         448 |      6800 |
}

data River from "data/rivers.csv"

data City from "data/cities.csv"

data Bridge from "data/bridges.jsonl"

error NotFound(what: str, name: str) $"There is no {what} called {name}."

tool city_river(city: str(1..60) "English name of the city.") -> { river: str }
  fails NotFound
{
  "The main river of a city."
  let found = City[city] ?? fail NotFound("city", city)
  return { river: found.river.name }
}

tool bridge_river(bridge: str(1..60) "Name of the bridge.") -> { river: str }
  fails NotFound
{
  "The river that a bridge crosses."
  let found = Bridge[bridge] ?? fail NotFound("bridge", bridge)
  return { river: found.river.name }
}

tool river_sea(river: str(1..60) "Name of the river.") -> { sea: str }
  fails NotFound
{
  "The sea or ocean into which a river flows."
  let found = River[river] ?? fail NotFound("river", river)
  return { sea: found.sea.name }
}

tool sea_depth(sea: str(1..60) "Name of the sea or ocean.") -> { depth: int }
  fails NotFound
{
  "Greatest depth of a sea or ocean, in metres."
  let found = Sea[sea] ?? fail NotFound("sea", sea)
  return { depth: found.max_depth_m }
}

@distractor
tool river_length(river: str(1..60) "Name of the river.") -> { length: int }
  fails NotFound
{
  "Length of a river, in kilometres."
  let found = River[river] ?? fail NotFound("river", river)
  return { length: found.length_km }
}

@distractor
tool sea_area(sea: str(1..60) "Name of the sea or ocean.") -> { area: int }
  fails NotFound
{
  "Surface of a sea or ocean, in square kilometres."
  let found = Sea[sea] ?? fail NotFound("sea", sea)
  return { area: found.area_km2 }
}

@distractor
tool bridge_year(bridge: str(1..60) "Name of the bridge.") -> { opened: int }
  fails NotFound
{
  "The year in which a bridge was opened."
  let found = Bridge[bridge] ?? fail NotFound("bridge", bridge)
  return { opened: found.opened }
}

task sea_below_a_city {
  kind multi_hop
  each c in City
  ask $"A bottle falls into the main river of {c.name}. Which sea or ocean does it reach in the end?"
  ask $"Into which sea or ocean does the river flow that runs through {c.name}?"
  step water = city_river(city=c.name)
    asks $"Which river runs through {c.name}?"
    gives water.river
  step end = river_sea(river=water.river)
    asks $"Into which sea or ocean does the {water.river} flow?"
    gives end.sea
  answer end.sea
}

task depth_below_a_city {
  kind multi_hop
  each c in City
  ask $"How deep, in metres, is the deepest point of the sea or ocean into which the river of {c.name} flows?"
  ask $"I sail from {c.name} down the river to the sea. How many metres deep is that sea at most?"
  step water = city_river(city=c.name)
    asks $"Which river runs through {c.name}?"
    gives water.river
  step end = river_sea(river=water.river)
    asks $"Into which sea or ocean does the {water.river} flow?"
    gives end.sea
  step bottom = sea_depth(sea=end.sea)
    asks $"What is the greatest depth of the {end.sea}?"
    gives bottom.depth
  answer bottom.depth within 0.5 phrased $"{answer} metres"
}

task depth_below_a_bridge {
  kind multi_hop
  each b in Bridge
  ask $"How deep, in metres, is the deepest point of the sea or ocean that the river under the bridge {b.name} flows into?"
  ask $"Take the river that is crossed by the bridge {b.name} and follow it to its sea or ocean. What is the greatest depth there, in metres?"
  step water = bridge_river(bridge=b.name)
    asks $"Which river does the bridge {b.name} cross?"
    gives water.river
  step end = river_sea(river=water.river)
    asks $"Into which sea or ocean does the {water.river} flow?"
    gives end.sea
  step bottom = sea_depth(sea=end.sea)
    asks $"What is the greatest depth of the {end.sea}?"
    gives bottom.depth
  answer bottom.depth within 0.5 phrased $"{answer} metres"
}

test "the way from a bridge to the bottom of the sea" {
  let water = bridge_river(bridge="Tower Bridge")
  expect water.river == "Thames"
  let end = river_sea(river=water.river)
  expect end.sea == "North Sea"
  expect sea_depth(sea=end.sea).depth == 700
}

test "an unknown name is a declared error" {
  expect city_river(city="Atlantis") fails NotFound
  expect river_sea(river="Styx") fails NotFound
}

scale {
  seed 17
  level scaled { parameters: 2, toolset: 3 }
  level hard { toolset: 4, functionality: 2, parameters: 3, types: 2 }
}

reward { max_turns: 8 }
