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
reward {
  max_turn: 3,
  max_turns: 0,
  answer_weight: 2,
  solve_weight: 0.5,
  malformed: 0.1,
  repeat: -0.1,
  empty: "none",
  scheme: ftrl_f1,
}
reward { max_turns: 3 }

#! TW0905 38:3 a reward has no setting `max_turn`
#! TW0906 39:14 `max_turns`: expected a whole number from 1 to 100
#! TW0906 40:18 `answer_weight`: expected a number from 0 to 1
#! TW0906 42:14 `malformed`: expected a number from -1 to 0
#! TW0906 44:10 `empty`: expected a number from -1 to 0
#! TW0905 45:3 a reward has no setting `scheme`
#! TW0902 47:1 a file has one `reward`
