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

task a {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer n
  goal n.count
}
task b {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer n.name within 0.5 unordered phrased $"{answer:.1f}"
}
task d {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer n.shares within -0.5 unordered phrased $"{answer}"
}
task e {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer first(n.shares)
  goal City["oslo"]?.name == "Oslo"
}
task f {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer c
}
task g {
  each c in City
  ask "How many?"
  step n = people(city=c.name)
  answer n.shares[0] within 0.5 phrased $"{answer:,.1f} of {c.name}"
}

#! TW0608 34:10 an answer is a number, text, date, enum or bool, or a list of them, not `{ count: int, name: str, shares: list[float] }`
#! TW0313 35:8 a condition is true or false, but this is `int`
#! TW0608 41:3 `within` is for numbers, this answer is `str`
#! TW0608 41:3 `unordered` is for lists, this answer is `str`
#! TW0316 41:48 the format `.1f` is for numbers, this is `str`
#! TW0608 47:3 a tolerance is never negative
#! TW0316 47:52 `list[float]` has no written form
#! TW0306 53:10 this may be null (`float?`), so one cannot answer with it
#! TW0608 60:10 an answer is a number, text, date, enum or bool, or a list of them, not `City`
