scenario a { title: "A" }
entity City key id { id: str, name: str }
data City { | id | name | | "x" | "Oslo" | | "y" | "Bergen" | }
tool names(prefix: str "How they begin.", limit: int = 3 "At most so many.", upper_case: bool = false "In capitals.") -> list[str] {
  "Names of cities."
  return [if upper_case then upper(c.name) else c.name for c in City if starts_with(c.name, prefix) take limit]
}
tool idle(limit: int = 3 "At most so many.") -> int { "Count." return limit }
@distractor
tool other(limit: int = 3 "At most so many.") -> int { "Count." return limit }
@example(city="Oslo", twice=true)
tool known(city: str "Name.", twice: bool = false "Ask twice.") -> bool {
  "Whether the city is there."
  return any([c.name == city for c in City if twice or c.id != ""])
}
task first_city {
  each c in City
  ask $"Which city begins as {c.name} does? Is it there?"
  step found = names(prefix=c.name)
  step there = known(city=found[0])
  answer text(there)
}
test "capitals" { expect names(prefix="O", upper_case=true) == ["OSLO"] and idle() == 3 }
scale { level hard { toolset: 1 } }
#! TW0810 4:43 no step and no test ever gives `limit`
#! TW0804 8:6 no step calls the tool `idle`
