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

tool mayor(city: str "Name of the city.") -> { mayor: str }
  fails Unknown
{
  "Who leads a city, such as Jane Smith."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { mayor: c.mayor ?? fail Unknown(city) }
}

task mayors {
  each c in [c for c in City if c.mayor != null]
  ask $"Who leads {c.name}?"
  step m = mayor(city=c.name)
    asks $"Who leads {c.name}?"
    gives m.mayor
  answer m.mayor
}

#! TW0665 27:6 the sub-answer of `m` stands in the document of `mayor`
