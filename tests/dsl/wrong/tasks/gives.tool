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

task gives {
  kind multi_hop
  each c in City
  ask "How many?"
  step a = people(city=c.name) gives a.count
  step b = people(city=c.name) gives a.count
  step d = people(city=c.name) gives d.count + 1
  step e = people(city=c.name) gives e.shares[0]
  step f = people(city=c.name) gives first(f.shares)
  step g = people(city=c.name) gives g.coutn
  step h for x in City = people(city=x.name) gives h[0].count
  answer a.count
}

#! TW0606 35:38 `gives` is a place in the result of its own step
#! TW0606 36:38 `gives` is a place in the result of its own step
#! TW0606 38:38 `gives` is a place in the result of its own step
#! TW0204 39:40 `{ count: int, name: str, shares: list[float] }` has no field `coutn`
#! TW0322 40:52 `{ count: int, name: str, shares: list[float] }` cannot be read at a position
