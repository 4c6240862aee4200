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
tool grow(id: str "Id of a city.") -> int
  fails Unknown
  writes City
{
  "Grows a city by one."
  let city = City[id] ?? fail Unknown(id)
  city.size = city.size + 1
  return city.size
}

#! TW0101 23:3 rows change with `update`
