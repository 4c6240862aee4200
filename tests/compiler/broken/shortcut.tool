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
  "The city that a city is a twin of."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  let found = City[c.twin ?? ""] ?? fail Unknown(city)
  return { name: found.name }
}

tool twin_people(city: str "Name of the city.") -> { people: int }
  fails Unknown
{
  "How many people live in the twin of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  let found = City[c.twin ?? ""] ?? fail Unknown(city)
  return { people: found.people }
}

task twins {
  each c in [c for c in City if c.twin != null]
  ask $"How many people live in the twin of {c.name}?"
  step t = twin(city=c.name)
    asks $"What is the twin of {c.name}?"
    gives t.name
  step n = people(city=t.name)
    asks $"How many people live in {t.name}?"
    gives n.people
  answer n.people
}

#! TW0675 51:3 `n` takes fewer calls than the plan makes for it
