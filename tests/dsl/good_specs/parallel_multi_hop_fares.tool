edition 1

scenario conference_fares {
  title: "Tickets of several travellers to one conference",
  domain: travel,
  version: "0.3.0",
  clock: "2026-03-01T09:00:00",
}

enum Cabin { economy, business }

entity Airport key iata {
  iata: str(pattern="[A-Z]{3}"),
  name: str,
  lat: float(-90.0..90.0, unit="deg"),
  lon: float(-180.0..180.0, unit="deg"),
}

entity Traveller key id {
  id: str,
  name: str,
  home: Airport,
}

entity Flight key id {
  id: str,
  from: Airport,
  to: Airport,
  cabin: Cabin,
  departs: date,
  fare: float(20.0..900.0, unit="EUR"),
}

data Airport {
  | iata  | name             | lat      | lon      |
  | "OSL" | "Oslo"           | 60.1976  | 11.1004  |
  | "LIS" | "Lisbon"         | 38.7742  | -9.1342  |
  | "KIX" | "Osaka Kansai"   | 34.4347  | 135.2440 |
  | "ORK" | "Cork"           | 51.8413  | -8.4911  |
  | "VIE" | "Vienna"         | 48.1103  | 16.5697  |
}

data Traveller {
  | id   | name           | home  |
  | "t1" | "Ingrid Moe"   | "OSL" |
  | "t2" | "Bruno Faria"  | "LIS" |
  | "t3" | "Niamh Walsh"  | "ORK" |
  | "t4" | "Kenji Ota"    | "KIX" |
}

data Flight {
  | id   | from  | to    | cabin      | departs      | fare   |
  | "F1" | "OSL" | "VIE" | "economy"  | "2026-04-10" | 120.5  |
  | "F2" | "LIS" | "VIE" | "economy"  | "2026-04-11" | 90.25  |
  | "F3" | "ORK" | "VIE" | "business" | "2026-04-12" | 410    |
}

error UnknownTraveller(name: str) $"No traveller is called {name}."
error UnknownAirport(iata: str) $"No airport has the code {iata}."
error NoFlight(from: str, to: str) $"There is no flight from {from} to {to}."

tool traveller_home(name: str "Full name of the traveller.") -> { airport: str, iata: str }
  fails UnknownTraveller
{
  "The airport nearest to where a traveller lives."
  let t = first([t for t in Traveller if t.name == name])
    ?? fail UnknownTraveller(name)
  return { airport: t.home.name, iata: t.home.iata }
}

tool cheapest_fare(
  from: str(pattern="[A-Z]{3}") "IATA code of the departure airport.",
  to: str(pattern="[A-Z]{3}") "IATA code of the arrival airport.",
  cabins: list[Cabin](1..2) = ["economy", "business"] "Cabins to consider.",
  window: { first: date, last: date }? = null "Only flights that leave on these days.",
) -> { flight: str, fare: float }
  fails UnknownAirport, NoFlight
{
  "The lowest fare of a direct flight between two airports."
  let a = Airport[from] ?? fail UnknownAirport(from)
  let b = Airport[to] ?? fail UnknownAirport(to)
  let best = first([
    f for f in Flight
    if f.from == a and f.to == b and f.cabin in cabins
    if window == null or (f.departs >= window.first and f.departs <= window.last)
    sort by f.fare, f.id
    take 1
  ]) ?? fail NoFlight(from, to)
  return { flight: best.id, fare: best.fare }
}

@distractor
tool airport_distance(from: str "IATA code.", to: str "IATA code.") -> float
  fails UnknownAirport
{
  "Distance between two airports, in kilometres."
  let a = Airport[from] ?? fail UnknownAirport(from)
  let b = Airport[to] ?? fail UnknownAirport(to)
  return round(abs(a.lat - b.lat) * 111.0, 1)
}

@distractor
tool fare_statistics(from: str "IATA code.") -> list[{ to: str, flights: int, average: float }]
  fails UnknownAirport
{
  "How many flights leave an airport, and their average fare, by destination."
  let a = Airport[from] ?? fail UnknownAirport(from)
  return [
    { to: iata, flights: count(f), average: round(avg([x.fare for x in f]), 2) }
    for f in Flight
    if f.from == a
    group by f.to.iata as iata
    sort by iata
  ]
}

task fares_of_two_travellers {
  kind parallel_multi_hop
  let flown_from = [f.from for f in Flight if f.to.iata == "VIE"]
  each pair in samples([t for t in Traveller if t.home in flown_from], size=2, count=5, seed=9)
  let names = join([t.name for t in pair], " and ")
  ask $"{names} fly to the conference in Vienna (VIE). What do their cheapest direct tickets cost together, in euros?"
  step home for t in pair = traveller_home(name=t.name)
    asks $"Which airport is home to {t.name}?"
    gives home.iata
  step ticket for h in home = cheapest_fare(from=h.iata, to="VIE")
    asks $"What is the lowest fare from {h.iata} to VIE?"
    gives ticket.fare
  answer round(sum([t.fare for t in ticket]), 2) within 0.005
    phrased $"{answer} EUR"
}

test "asking for less never makes the lowest fare lower" {
  for f in [f for f in Flight take 20] {
    let anything = cheapest_fare(from=f.from.iata, to=f.to.iata)
    let cabin = cheapest_fare(from=f.from.iata, to=f.to.iata, cabins=[f.cabin])
    let one_day = cheapest_fare(
      from=f.from.iata,
      to=f.to.iata,
      window={ first: f.departs, last: f.departs },
    )
    expect cabin.fare >= anything.fare and one_day.fare >= anything.fare
  }
}

test "distances are symmetric" {
  expect airport_distance(from="OSL", to="VIE") == airport_distance(from="VIE", to="OSL")
}

scale {
  seed 5
  level one { toolset: 2 }
  level two { parameters: 2, toolset: 4 }
}

reward { max_turns: 12 }
