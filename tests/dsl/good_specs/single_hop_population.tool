edition 1

scenario city_population {
  title: "Population of a city",
  domain: geography,
  tags: ["lookup", "cities"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity City key id {
  "A city and its latest census figure."
  id: str(pattern="[a-z_]+"),
  name: str(1..80) "English name",
  country: str(pattern="[A-Z]{2}") "ISO 3166 alpha-2 code",
  population: int(0..) "Inhabitants within the city limits",
}

data City {
  | id         | name         | country | population |
  | "paris"    | "Paris"      | "FR"    | 2_102_650  |
  | "oslo"     | "Oslo"       | "NO"    | 717_710    |
  | "porto"    | "Porto"      | "PT"    | 231_962    |
  | "cork"     | "Cork"       | "IE"    | 222_333    |
  | "valletta" | "Valletta"   | "MT"    | 5_827      |
}

error UnknownCity(city: str) $"No city is called {city}."

@example(city="Oslo")
tool city_population(
  city: str(1..80) "English name of the city, such as Paris.",
) -> int
  fails UnknownCity
{
  "Number of people who live within the limits of a city."
  let found = first([c for c in City if lower(c.name) == lower(city)])
    ?? fail UnknownCity(city)
  return found.population
}

task population_of_one_city {
  kind single_hop
  each c in City
  ask $"How many people live in {c.name}?"
  ask $"What is the population of the city of {c.name}?"
  step people = city_population(city=c.name)
  answer people
}

test "names are matched without regard to case" {
  expect city_population(city="paris") == city_population(city="PARIS")
}

test "an unknown name is a declared error, never a crash" {
  expect city_population(city="Atlantis") fails UnknownCity
}

scale {
  seed 7
  level easy { parameters: 1 }
  level hard { parameters: 2, toolset: 4 }
}

reward { max_turns: 12 }
