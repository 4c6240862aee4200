edition 1

scenario city_population {
  title: "Facts about one city",
  domain: geography,
  tags: ["lookup", "cities"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity City key id {
  "A large or well-known city."
  id: str(pattern="[a-z_]+"),
  name: str(1..60) "English name",
  country: str(1..60) "English name of the country",
  population: int(0..) "Inhabitants within the city limits, latest census or estimate",
  elevation_m: int(-500..6000, unit="m") "Height above the sea",
  time_zone: str(pattern="UTC([+-][0-9]{1,2}(:30|:45)?)?") "Offset from UTC in winter",
  airport: str(pattern="[A-Z]{3}") "IATA code of the main airport",
}

data City from "data/cities.csv"

error UnknownCity(city: str) $"No city is called {city}."

tool city_population(city: str(1..60) "English name of the city.") -> int
  fails UnknownCity
{
  "Number of people who live in a city."
  let found = first([c for c in City if lower(c.name) == lower(city)]) ?? fail UnknownCity(city)
  return found.population
}

tool city_country(city: str(1..60) "English name of the city.") -> str
  fails UnknownCity
{
  "Name of the country in which a city lies."
  let found = first([c for c in City if lower(c.name) == lower(city)]) ?? fail UnknownCity(city)
  return found.country
}

@distractor
tool city_elevation(city: str(1..60) "English name of the city.") -> int
  fails UnknownCity
{
  "Height of a city above the sea, in metres."
  let found = first([c for c in City if lower(c.name) == lower(city)]) ?? fail UnknownCity(city)
  return found.elevation_m
}

@distractor
tool city_time_zone(city: str(1..60) "English name of the city.") -> str
  fails UnknownCity
{
  "Winter time of a city, as an offset from UTC."
  let found = first([c for c in City if lower(c.name) == lower(city)]) ?? fail UnknownCity(city)
  return found.time_zone
}

@distractor
tool city_airport(city: str(1..60) "English name of the city.") -> str
  fails UnknownCity
{
  "IATA code of the main airport of a city."
  let found = first([c for c in City if lower(c.name) == lower(city)]) ?? fail UnknownCity(city)
  return found.airport
}

task population_of_a_city {
  kind single_hop
  each c in City
  ask $"How many people live in {c.name}?"
  ask $"What is the population of the city of {c.name}?"
  ask $"I am writing a travel guide. How many inhabitants does {c.name} have?"
  step people = city_population(city=c.name)
    asks $"How many people live in {c.name}?"
  answer people
}

task country_of_a_city {
  kind single_hop
  each c in [c for c in City if not contains(c.name, c.country)]
  ask $"In which country is {c.name}?"
  ask $"Which country does the city of {c.name} belong to?"
  step country = city_country(city=c.name)
    asks $"In which country is {c.name}?"
  answer country
}

test "names are matched without regard to case" {
  expect city_population(city="oslo") == city_population(city="OSLO")
}

test "an unknown name is a declared error" {
  expect city_population(city="Atlantis") fails UnknownCity
  expect city_country(city="Atlantis") fails UnknownCity
}

test "every city has a name of its own" {
  expect count(distinct([c.name for c in City])) == count(City)
}

scale {
  seed 7
  level scaled { parameters: 2, toolset: 3 }
}

reward { max_turns: 8 }
