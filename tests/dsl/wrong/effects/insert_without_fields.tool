scenario atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | | "rome" | 28 | }
error Unknown(id: str) $"No city is called {id}."
tool size_of(id: str "Id of a city.") -> int
  fails Unknown
{
  "Inhabitants of a city."
  return (City[id] ?? fail Unknown(id)).size
}
task sizes {
  each c in City
  ask $"How large is {c.id}?"
  step n = size_of(id=c.id)
  answer n
}
tool add(id: str "Id of a city.") -> str
  writes City
{
  "Adds a city."
  insert City { id: id }
  insert City { id: id, size: 1, name: "x" }
  return id
}

#! TW0409 21:15 a new `City` needs `size`
#! TW0409 22:34 `City` has no field `name`
