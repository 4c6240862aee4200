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
task another {
  each c in City
  ask $"Is {c.id} as large as {n}?"
  step n = size_of(id=c.id)
  answer n
}

#! TW0201 13:32 `n` is a later step
