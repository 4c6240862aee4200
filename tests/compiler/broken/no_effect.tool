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

tool rename(city: str "Name of the city.", name: str(1..40) "New name.") -> { name: str }
  fails Unknown
  writes City
{
  "Give a city another name."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  update c { name: name }
  return { name: name }
}

task renames {
  each c in City
  ask $"Please call {c.name} by the name it has."
  step r = rename(city=c.name, name=c.name)
    asks $"Rename {c.name}."
    gives r.name
  answer r.name
}

#! TW0654 40:12 the golden call of `r` changes nothing, so no fact can solve the step
#! TW0654 40:12 the golden call of `r` changes nothing, so no fact can solve the step
