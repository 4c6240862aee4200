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

#! TW0601 1:10 a scenario has at least one `task`
