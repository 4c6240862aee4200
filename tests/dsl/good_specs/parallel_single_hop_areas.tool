edition 1

scenario combined_areas {
  title: "Combined area of several countries",
  domain: geography,
  version: "1.0.0",
}

entity Country key code {
  code: str(pattern="[A-Z]{2}") "ISO 3166 alpha-2 code",
  name: str,
  area_km2: float(0.., unit="km2") "Total area",
  coastline_km: float(0.., unit="km") "Length of the coast",
}

data Country from "data/countries.csv"

enum AreaUnit {
  "Units in which an area can be reported."
  km2 "square kilometres",
  mi2 "square miles",
}

const SQUARE_MILE_KM2: float = 2.589988

error UnknownCountry(name: str) $"No country is called {name}."

fn in_unit(area: float, unit: AreaUnit) -> float =
  if unit == "mi2" then area / SQUARE_MILE_KM2 else area

tool country_area(
  name: str "English name of the country.",
  unit: AreaUnit = "km2" "Unit of the result.",
) -> { area: float, unit: AreaUnit }
  fails UnknownCountry
{
  "Total area of one country."
  let country = first([c for c in Country if c.name == name])
    ?? fail UnknownCountry(name)
  return { area: round(in_unit(country.area_km2, unit), 1), unit: unit }
}

@distractor
tool country_coastline(name: str "English name of the country.") -> float
  fails UnknownCountry
{
  "Length of the coast of one country, in kilometres."
  let country = first([c for c in Country if c.name == name])
    ?? fail UnknownCountry(name)
  return country.coastline_km
}

task area_of_three_countries {
  kind parallel_single_hop
  each trio in samples(Country, size=3, count=4, seed=11)
  let names = join([c.name for c in trio], ", ")
  ask $"What is the combined area of {names}, in square kilometres?"
  step part for c in trio = country_area(name=c.name)
    asks $"What is the area of {c.name}?"
    gives part.area
  answer sum([p.area for p in part]) within 0.5
    phrased $"{answer} square kilometres"
}

test "square miles are smaller numbers than square kilometres" {
  for c in Country {
    let km2 = country_area(name=c.name)
    let mi2 = country_area(name=c.name, unit="mi2")
    expect mi2.area < km2.area
  }
}

scale {
  seed 20
  keep country_coastline
  level medium { parameters: 2, toolset: 3 }
}

reward { max_turns: 12 }
