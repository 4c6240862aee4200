edition 1

scenario conference_fares {
  title: "Tickets of several travellers to one conference",
  domain: travel,
  tags: ["flights", "arithmetic"],
  version: "1.0.0",
  license: "CC0-1.0",
  clock: "2026-03-01T09:00:00",
}

entity Airport key iata {
  "An airport, under the name of the city that it serves."
  iata: str(pattern="[A-Z]{3}") "IATA code",
  city: str(1..60) "City that the airport serves",
  country: str(1..60) "English name of the country",
}

entity Traveller key id {
  "Somebody who travels to conferences."
  id: str(pattern="t[0-9]{2}"),
  name: str(1..80) "Full name",
  home: Airport,
  institute: str(1..80) "Where the traveller works",
}

entity Flight key id {
  "A direct flight with the price of its cheapest seat."
  id: str(pattern="F[0-9]{4}") "Flight number",
  from: Airport,
  to: Airport,
  airline: str(1..40),
  departs: date,
  fare: float(20.0..900.0, unit="EUR") "Price of one seat",
}

entity Conference key name {
  "A meeting and the airport nearest to it."
  name: str(1..80),
  airport: Airport,
  starts: date,
}

data Airport from "data/airports.csv"

data Traveller from "data/travellers.csv"

# So many that one leads from every home to every conference, as a test below asks for.
data Flight generate 1200 seed 10 {
  id: serial("F", width=4),
  from: pick(Airport, except="to"),
  to: choice(["ATH", "CPH", "LIS", "VIE"]),
  airline: choice(["Alba Wings", "Blue Heron", "Meridian", "Northwind Air", "Skylark"]),
  departs: day_between("2026-05-01", "2026-06-30"),
  fare: uniform(20, 900),
}

data Conference {
  | name                         | airport | starts       |
  | "Soil Science Congress"      | "VIE"   | "2026-05-11" |
  | "Applied Optics Days"        | "LIS"   | "2026-05-18" |
  | "Forum on River Ecology"     | "CPH"   | "2026-05-25" |
  | "Symposium on Old Maps"      | "ATH"   | "2026-06-01" |
  | "Workshop on Wind Energy"    | "CPH"   | "2026-06-08" |
  | "Museum Curators Meeting"    | "VIE"   | "2026-06-15" |
  | "Marine Biology Conference"  | "LIS"   | "2026-06-18" |
  | "Ancient Pottery Colloquium" | "ATH"   | "2026-06-22" |
}

error UnknownTraveller(name: str) $"No traveller is called {name}."
error UnknownAirport(iata: str) $"No airport has the code {iata}."
error UnknownConference(name: str) $"No conference is called {name}."
error NoFlight(from: str, to: str) $"There is no direct flight from {from} to {to}."

tool traveller_home(name: str(1..80) "Full name of the traveller.") -> { airport: str }
  fails UnknownTraveller
{
  "IATA code of the airport nearest to where a traveller lives."
  let found = first([t for t in Traveller if t.name == name]) ?? fail UnknownTraveller(name)
  return { airport: found.home.iata }
}

tool conference_airport(conference: str(1..80) "Name of the conference.") -> { airport: str }
  fails UnknownConference
{
  "IATA code of the airport nearest to a conference."
  let found = Conference[conference] ?? fail UnknownConference(conference)
  return { airport: found.airport.iata }
}

tool cheapest_fare(
  from: str(pattern="[A-Z]{3}") "IATA code of the departure airport.",
  to: str(pattern="[A-Z]{3}") "IATA code of the arrival airport.",
) -> { fare: float, flight: str }
  fails UnknownAirport, NoFlight
{
  "The lowest fare of a direct flight between two airports, in euros."
  let start = Airport[from] ?? fail UnknownAirport(from)
  let target = Airport[to] ?? fail UnknownAirport(to)
  let best = first([f for f in Flight if f.from == start and f.to == target sort by f.fare, f.id])
    ?? fail NoFlight(from, to)
  return { fare: best.fare, flight: best.id }
}

@distractor
tool traveller_institute(name: str(1..80) "Full name of the traveller.") -> { institute: str }
  fails UnknownTraveller
{
  "The institute at which a traveller works."
  let found = first([t for t in Traveller if t.name == name]) ?? fail UnknownTraveller(name)
  return { institute: found.institute }
}

@distractor
tool conference_start(conference: str(1..80) "Name of the conference.") -> { starts: date }
  fails UnknownConference
{
  "The day on which a conference starts."
  let found = Conference[conference] ?? fail UnknownConference(conference)
  return { starts: found.starts }
}

@distractor
tool earliest_flight(
  from: str(pattern="[A-Z]{3}") "IATA code of the departure airport.",
  to: str(pattern="[A-Z]{3}") "IATA code of the arrival airport.",
) -> { departs: date, airline: str }
  fails UnknownAirport, NoFlight
{
  "The day and the airline of the earliest direct flight between two airports."
  let start = Airport[from] ?? fail UnknownAirport(from)
  let target = Airport[to] ?? fail UnknownAirport(to)
  let next = first([
    f for f in Flight
    if f.from == start and f.to == target
    sort by f.departs, f.id
  ]) ?? fail NoFlight(from, to)
  return { departs: next.departs, airline: next.airline }
}

task two_fares_to_vienna {
  kind parallel_multi_hop
  each pair in [
    p for p in samples(Traveller, size=2, count=100, seed=9)
    if count(distinct([t.home.iata for t in p])) == 2
  ]
  let names = join([t.name for t in pair], " and ")
  ask $"{names} fly to the conference in Vienna (VIE), each from the airport nearest to home. What do their cheapest direct tickets cost together, in euros?"
  ask $"Please add up the lowest direct fares to Vienna (VIE) of {names}, who each leave from home. How many euros is that?"
  step home for t in pair = traveller_home(name=t.name)
    asks $"Which airport is nearest to the home of {t.name}?"
    gives home.airport
  step ticket for h in home = cheapest_fare(from=h.airport, to="VIE")
    asks $"What is the lowest fare from {h.airport} to VIE?"
    gives ticket.fare
  answer round(sum([t.fare for t in ticket]), 2) within 0.005 phrased $"{answer:.2f} EUR"
}

task three_fares_to_lisbon {
  kind parallel_multi_hop
  each trio in [
    p for p in samples(Traveller, size=3, count=90, seed=10)
    if count(distinct([t.home.iata for t in p])) == 3
  ]
  let names = join([t.name for t in trio], ", ")
  ask $"These three people fly from home to Lisbon (LIS): {names}. What do their cheapest direct tickets cost together, in euros?"
  step home for t in trio = traveller_home(name=t.name)
    asks $"Which airport is nearest to the home of {t.name}?"
    gives home.airport
  step ticket for h in home = cheapest_fare(from=h.airport, to="LIS")
    asks $"What is the lowest fare from {h.airport} to LIS?"
    gives ticket.fare
  answer round(sum([t.fare for t in ticket]), 2) within 0.005 phrased $"{answer:.2f} EUR"
}

task two_fares_to_a_conference {
  kind parallel_multi_hop
  each c in Conference
  each pair in [
    p for p in samples(Traveller, size=2, count=12, seed=21)
    if count(distinct([t.home.iata for t in p])) == 2
  ]
  let names = join([t.name for t in pair], " and ")
  ask $"{names} fly from home to the {c.name}. What do their cheapest direct tickets cost together, in euros?"
  step venue = conference_airport(conference=c.name)
    asks $"Which airport is nearest to the {c.name}?"
    gives venue.airport
  step home for t in pair = traveller_home(name=t.name)
    asks $"Which airport is nearest to the home of {t.name}?"
    gives home.airport
  step ticket for h in home = cheapest_fare(from=h.airport, to=venue.airport)
    asks $"What is the lowest fare from {h.airport} to {venue.airport}?"
    gives ticket.fare
  answer round(sum([t.fare for t in ticket]), 2) within 0.005 phrased $"{answer:.2f} EUR"
}

test "no flight on a route is cheaper than its lowest fare" {
  for f in [f for f in Flight take 30] {
    expect cheapest_fare(from=f.from.iata, to=f.to.iata).fare <= f.fare
  }
}

test "everybody can fly from home to every conference" {
  for t in Traveller {
    for c in Conference {
      expect cheapest_fare(from=t.home.iata, to=c.airport.iata).fare > 0
    }
  }
}

test "what is unknown is a declared error" {
  expect traveller_home(name="Nobody") fails UnknownTraveller
  expect cheapest_fare(from="XXX", to="VIE") fails UnknownAirport
  expect cheapest_fare(from="VIE", to="VIE") fails NoFlight
}

scale {
  seed 5
  level scaled { parameters: 2, toolset: 3 }
}

reward { max_turns: 8 }
