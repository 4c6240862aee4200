edition 1

scenario island_ferries {
  title: "Ferries between islands, their harbours, their masters and a month of sailings",
  domain: transport,
  tags: ["explore", "dates", "units"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Island key id {
  "An island of the archipelago."
  id: str(pattern="[a-z]+"),
  name: str(1..40) "Name on the charts",
  area_km2: float(0.0.., unit="km2") "Area of the land",
  population: int(0..) "People who live there all year",
  elevation_m: int(0.., unit="m") "Height of the highest hill",
}

entity Port key code {
  "A harbour at which ferries call."
  code: str(pattern="[A-Z]{3}"),
  name: str(1..40) "Name in the timetable",
  island: Island "Where it lies",
  depth_m: float(0.0.., unit="m") "Depth at low water",
  berths: int(1..) "Places at which a ferry can lie",
  opened: date "Day of the first sailing",
}

entity Ferry key id {
  "A ferry of one of the three lines."
  id: str(pattern="F[0-9]{2}"),
  name: str(1..40) "Name on the bow",
  home_port: Port "Where it lies at night",
  operator: str(1..40) "Company that runs it",
  built: int(1900..2030) "Year of launch",
  length_m: float(0.0.., unit="m") "Length over all",
  seats: int(1..) "Passengers who find a seat",
}

entity Master key id {
  "Somebody who commands a ferry."
  id: str(pattern="M[0-9]{2}"),
  name: str(1..80) "Full name",
  born_on: Island "Island of birth",
  commands: Ferry "The ferry",
  licensed: date "Day of the master's certificate",
  salary: int(0.., unit="EUR") "Yearly pay",
}

entity Sailing key number {
  "One crossing in May 2026."
  number: int(1..),
  ferry: Ferry "The ferry that sails",
  sails_to: Port "Where the crossing ends",
  day: date "Day of the crossing",
  passengers: int(0..) "People on board",
  duration_min: int(1.., unit="min") "Time from quay to quay",
  weather: "fog" | "gale" | "rain" | "sun" "Weather at departure",
}

data Island from "data/islands.csv"

data Port from "data/ports.csv"

data Ferry from "data/ferries.csv"

data Master generate 26 seed 12 {
  id: serial("M", width=2),
  name: unique(person()),
  born_on: pick(Island),
  commands: pick(Ferry),
  licensed: day_between("1985-01-01", "2021-12-31"),
  salary: uniform(38000, 92000),
}

data Sailing generate 70 seed 12 {
  number: serial(start=501),
  ferry: pick(Ferry),
  sails_to: pick(Port),
  day: day_between("2026-05-01", "2026-05-31"),
  passengers: uniform(4, 640),
  duration_min: uniform(20, 240),
  weather: weighted({ sun: 4, rain: 3, fog: 2, gale: 1 }),
}

explore 200 seed 12 { hops: 2..4 }

scale {
  seed 12
  level scaled { parameters: 2, toolset: 5 }
}
