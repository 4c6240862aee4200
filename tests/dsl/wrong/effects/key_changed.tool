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
tool rename(id: str "Id of a city.", to: str "New id.") -> str
  fails Unknown
  writes City
{
  "Renames a city."
  let city = City[id] ?? fail Unknown(id)
  update city { id: to }
  return to
}

#! TW0408 23:17 `id` is part of the key of `City` and cannot be changed
