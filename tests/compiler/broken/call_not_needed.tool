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

tool people(city: str "Name of the city.") -> { people: int, mayor: str? }
  fails Unknown
{
  "Inhabitants and mayor of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { people: c.people, mayor: c.mayor }
}

tool mayor(city: str "Name of the city.") -> { mayor: str? }
  fails Unknown
{
  "Who governs a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { mayor: c.mayor }
}

task both {
  each c in [c for c in City if c.mayor != null]
  ask $"How many people live in {c.name}, and who governs it?"
  step m = mayor(city=c.name)
    asks $"Who governs {c.name}?"
    gives m.mayor
  step n = people(city=c.name)
    asks $"How many people live in {c.name}?"
    gives n.people
  answer n.people
}

#! TW0662 38:3 the golden call of `m` is not needed
