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

tool cities() -> list[{ name: str, people: int }] {
  "All cities with their inhabitants."
  return [{ name: c.name, people: c.people } for c in City]
}

task one {
  each c in City
  ask $"How many people live in {c.name}?"
  step n = people(city=c.name) gives n.people
  answer n.people
}

#! TW0678 35:3 `cities` shows what `n` asks for without being asked
