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

task nothing { }
task twice {
  kind multi_hop
  kind multi_hops
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(city=c.name)
  answer n.count
  answer n.count
}
task twice {
  kind single
  ask "How many?"
  step n = people(city="Oslo")
  answer n.count
}
scale { seed 1 }
scale { seed 2 }
scenario again { title: "Again" }

#! TW0603 30:6 the task `nothing` lacks `ask`, `step` and `answer`
#! TW0603 33:3 a task has one `kind`
#! TW0602 33:8 there is no kind of task called `multi_hops`
#! TW0603 38:3 a task has one `answer`
#! TW0206 40:6 there are two tasks called `twice`
#! TW0602 41:8 there is no kind of task called `single`
#! TW0902 47:1 a file has one `scale`
#! TW0902 48:10 a file has one `scenario` or `library`
