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

task fine {
  kind single_hop
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(city=c.name)
  answer n.count
}
scale {
  seed 7
  keep people, area, aera, City
  level base { parameters: 1 }
  level one { paramters: 1, toolset: 21, functionality: 1, types: 1 }
  level one { parameters: -1, toolset: 1.5, toolset: 1 }
}

#! TW0704 39:8 `people` is not a distractor
#! TW0203 39:22 there is no tool `aera`
#! TW0203 39:28 there is no tool `City`
#! TW0702 40:9 `base` is the level without scaling
#! TW0701 41:15 a level has no setting `paramters`
#! TW0906 41:38 `toolset`: expected a whole number from 0 to 20
#! TW0206 42:9 there are two levels called `one`
#! TW0906 42:27 `parameters`: expected a whole number from 0 to 20
#! TW0906 42:40 `toolset`: expected a whole number from 0 to 20
#! TW0906 42:45 `toolset` is set twice
