scenario broken {
  titel: "Broken",
  domain: geography,
  version: 3,
  clock: "2026-01-01",
  tags: ["a", 1],
  policy: "",
  license: "MIT",
  license: "MIT",
  colour: red,
}

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

task fine {
  kind single_hop
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(city=c.name)
  answer n.count
}

#! TW0905 2:3 a scenario has no setting `titel`
#! TW0906 4:12 `version`: expected a semantic version
#! TW0906 5:10 `clock`: `2026-01-01` is not a time such as 2026-03-01T09:00:00
#! TW0906 6:9 `tags`: expected a list of texts, such as `["travel", "trains"]`
#! TW0906 7:11 `policy`: expected a text
#! TW0906 9:3 `license` is set twice
#! TW0905 10:3 a scenario has no setting `colour`
