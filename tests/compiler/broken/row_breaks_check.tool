scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }

@check(people > 0 and length(name) < 7)
@check(id != "c")
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
  | "d" | "Deville" | 0       | null         | null |
  | "c" | "Cehaven" | 1       | null         | null |
}

error Unknown(name: str) $"No city is called {name}."

tool people(city: str "Name of the city.") -> { people: int }
  fails Unknown
{
  "Inhabitants of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { people: c.people }
}

task one {
  each c in City
  ask $"How many people live in {c.name}?"
  step n = people(city=c.name) gives n.people
  answer n.people
}

#! TW0516 18:3 the row `c` of `City` breaks a check
#! TW0516 18:3 the row `c` of `City` breaks a check
