edition 1

scenario flight_distances {
  title: "How far it is from airport to airport over the globe",
  domain: travel,
  tags: ["geography", "arithmetic"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Airport key iata {
  "An airport and where it lies on the globe."
  iata: str(pattern="[A-Z]{3}") "IATA code",
  city: str(1..60) "City that the airport serves",
  latitude: float(-90.0..90.0, unit="degrees") "North of the equator; negative to the south",
  longitude: float(-180.0..180.0, unit="degrees") "East of Greenwich; negative to the west",
}

data Airport from "data/airports.csv"

error UnknownCity(city: str) $"No airport serves {city}."
error UnknownAirport(iata: str) $"No airport has the code {iata}."

# Sines and cosines are not in the language, so this is Python, which runs in the sandbox.
extern python great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float
  "Length of the shortest way over the globe between two points, in kilometres."
  { imports: ["math"], timeout_ms: 100 }
```python
RADIUS = 6371.0

def great_circle(lat1, lon1, lat2, lon2):
    one, other = math.radians(lat1), math.radians(lat2)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))
```

@example(city="Lima")
tool airport_of_city(city: str(1..60) "Name of the city.") -> { iata: str "IATA code" }
  fails UnknownCity
{
  "The airport that serves a city."
  let found = first([a for a in Airport if a.city == city]) ?? fail UnknownCity(city)
  return { iata: found.iata }
}

@example(from="LIM", to="HEL")
tool flight_distance(
  from: str(pattern="[A-Z]{3}") "IATA code of the first airport.",
  to: str(pattern="[A-Z]{3}") "IATA code of the second airport.",
) -> { kilometres: float "whole kilometres" }
  fails UnknownAirport
{
  "Length of the shortest way through the air between two airports."
  let a = Airport[from] ?? fail UnknownAirport(from)
  let b = Airport[to] ?? fail UnknownAirport(to)
  return { kilometres: round(great_circle(a.latitude, a.longitude, b.latitude, b.longitude), 0) }
}

task between_two_cities {
  each a in [a for a in Airport if a.latitude < 0.0]
  each b in [b for b in Airport if b.latitude > 45.0]
  ask $"How many kilometres is it through the air from {a.city} to {b.city}?"
  step start = airport_of_city(city=a.city)
    gives start.iata
    asks $"Which airport serves {a.city}?"
  step end = airport_of_city(city=b.city)
    gives end.iata
    asks $"Which airport serves {b.city}?"
  step way = flight_distance(from=start.iata, to=end.iata)
    gives way.kilometres
    asks $"How far is it from {start.iata} to {end.iata}?"
  answer way.kilometres within 1
}

test "a quarter of the globe and no way at all" {
  expect round(great_circle(0.0, 0.0, 0.0, 90.0), 0) == 10008.0
  expect great_circle(12.0, 34.0, 12.0, 34.0) == 0.0
  expect flight_distance(from="KEF", to="KEF").kilometres == 0.0
  expect flight_distance(from="XXX", to="KEF") fails UnknownAirport
}

scale {
  level scaled { parameters: 1, toolset: 1 }
  level hard { functionality: 1, parameters: 1, types: 1, toolset: 1 }
}
