scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity City key id {
  "A city."
  id: str,
  name: str(1..40),
  people: int(0..),
  mayor: str? = null,
  twin: str? = null,
}
data City {
  | id | name     | people  | mayor        | twin |
  | "a" | "Aville" | 123_456 | "Jane Smith" | "b"  |
  | "b" | "Betown" | 654_321 | null         | null |
}

error Unknown(name: str) $"No city is called {name}."

tool people(city: str "Name of the city.") -> { people: int }
  fails Unknown
{
  "Inhabitants of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { people: c.people }
}

task sum_of_none {
  each c in City
  ask $"How many people live around {c.name}?"
  step n for o in [o for o in City if o.people > 1_000_000] = people(city=o.name)
    asks $"How many people live in {o.name}?"
    gives n.people
  answer sum([x.people for x in n])
}

#! TW0652 30:19 the fan-out of `n` has nothing to run over in this task
#! TW0652 30:19 the fan-out of `n` has nothing to run over in this task
