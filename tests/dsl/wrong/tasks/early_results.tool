scenario broken { title: "Broken" }

entity City key id {
  id: str,
  name: str(1..40),
  inhabitants: int(0..),
  mayor: str?,
  area: float(0.., unit="km2"),
  founded: date,
}
data City {
  | id     | name   | inhabitants | mayor | area  | founded      |
  | "oslo" | "Oslo" | 717_710     | null  | 454.0 | "1048-01-01" |
}

error NotFound(name: str) $"No {name}."
tool people(city: str(1..40) "City.", since: int? = null "Year.") -> { count: int, name: str, shares: list[float] }
  fails NotFound
{
  "People of a city."
  let c = first([c for c in City if c.name == city]) ?? fail NotFound(city)
  return { count: c.inhabitants, name: c.name, shares: [1.0] }
}
@distractor
tool area(city: str "City.") -> float {
  "Area of a city."
  return first([c.area for c in City if c.name == city]) ?? 0.0
}

task early {
  kind multi_hop
  each c in City
  step a = people(city=c.name) asks $"How many of {a.name}?"
  let half = a.count / 2
  each b in [x for x in City if x.inhabitants > half]
  ask $"Is {half} half of {a.count}, or {b.name}?"
  answer half
}

#! TW0605 35:49 `each` is drawn before any step has run
#! TW0605 36:13 the question is asked before any step has run
#! TW0605 36:28 the question is asked before any step has run
