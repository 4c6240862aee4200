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

tool twin(city: str "Name of the city.") -> { name: str }
  fails Unknown
{
  "Twin of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  let other = City[c.twin ?? c.id] ?? fail Unknown(city)
  return { name: other.name }
}

task people_of_the_twin {
  each c in [c for c in City if c.twin != null]
  ask $"How many people live in the twin of {c.name}?"
  step t = twin(city=c.name)
    asks $"Which city is the twin of {c.name}?"
    gives t.name
  step n = people(city=t.name)
    asks $"How many people live in {t.name}?"
    gives n.people
  answer n.people
}

reward { max_turns: 1 }

#! TW0661 36:6 the golden plan does not earn the maximum
