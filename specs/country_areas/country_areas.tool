edition 1

scenario country_areas {
  title: "Areas and populations of several countries",
  domain: geography,
  tags: ["arithmetic", "countries"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Country key code {
  "A country, with round figures for its land and its people."
  code: str(pattern="[A-Z]{2}") "ISO 3166 alpha-2 code",
  name: str(1..60) "English name",
  capital: str(1..60) "Seat of government",
  area_km2: int(1.., unit="km2") "Total area",
  population: int(0..) "Inhabitants in 2023",
  continent: str "Continent on which the country lies",
}

data Country from "data/countries.csv"

error UnknownCountry(country: str) $"No country is called {country}."

fn named(country: str) -> Country? = first([c for c in Country if lower(c.name) == lower(country)])

tool country_area(country: str(1..60) "English name of the country.") -> int
  fails UnknownCountry
{
  "Total area of one country, in square kilometres."
  let found = named(country) ?? fail UnknownCountry(country)
  return found.area_km2
}

tool country_population(country: str(1..60) "English name of the country.") -> int
  fails UnknownCountry
{
  "Number of people who live in one country."
  let found = named(country) ?? fail UnknownCountry(country)
  return found.population
}

@distractor
tool country_capital(country: str(1..60) "English name of the country.") -> str
  fails UnknownCountry
{
  "Capital of one country."
  let found = named(country) ?? fail UnknownCountry(country)
  return found.capital
}

@distractor
tool country_code(country: str(1..60) "English name of the country.") -> str
  fails UnknownCountry
{
  "ISO 3166 alpha-2 code of one country."
  let found = named(country) ?? fail UnknownCountry(country)
  return found.code
}

@distractor
tool country_continent(country: str(1..60) "English name of the country.") -> str
  fails UnknownCountry
{
  "Continent on which one country lies."
  let found = named(country) ?? fail UnknownCountry(country)
  return found.continent
}

task area_of_two_countries {
  kind parallel_single_hop
  each pair in samples(Country, size=2, count=90, seed=11)
  let names = join([c.name for c in pair], " and ")
  ask $"What is the combined area of {names}, in square kilometres?"
  ask $"How many square kilometres do {names} cover together?"
  step area for c in pair = country_area(country=c.name)
    asks $"What is the area of {c.name}?"
  answer sum(area) within 0.5 phrased $"{answer} square kilometres"
}

task area_of_three_countries {
  kind parallel_single_hop
  each trio in samples(Country, size=3, count=80, seed=12)
  let names = join([c.name for c in trio], ", ")
  ask $"Add up the areas of these three countries: {names}. How many square kilometres is that?"
  ask $"How large are {names} taken together, in square kilometres?"
  step area for c in trio = country_area(country=c.name)
    asks $"What is the area of {c.name}?"
  answer sum(area) within 0.5 phrased $"{answer} square kilometres"
}

task difference_of_two_areas {
  kind parallel_single_hop
  each pair in samples(Country, size=2, count=80, seed=13)
  let names = join([c.name for c in pair], " and ")
  ask $"By how many square kilometres do the areas of {names} differ?"
  ask $"What is the difference in area between {names}, in square kilometres?"
  step area for c in pair = country_area(country=c.name)
    asks $"What is the area of {c.name}?"
  answer abs(area[0] - area[1]) within 0.5 phrased $"{answer} square kilometres"
}

task people_of_two_countries {
  kind parallel_single_hop
  each pair in samples(Country, size=2, count=80, seed=14)
  let names = join([c.name for c in pair], " and ")
  ask $"How many people live in {names} together?"
  ask $"What is the total population of {names}?"
  step people for c in pair = country_population(country=c.name)
    asks $"How many people live in {c.name}?"
  answer sum(people) within 0.5
}

test "a small country is smaller than a large one" {
  expect country_area(country="Malta") < country_area(country="France")
}

test "an unknown name is a declared error" {
  expect country_area(country="Atlantis") fails UnknownCountry
  expect country_population(country="Lemuria") fails UnknownCountry
}

scale {
  seed 20
  level scaled { parameters: 2, toolset: 3 }
}

reward { max_turns: 8 }
