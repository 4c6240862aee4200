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
  ask $"Which city is {c.id}?"
  step n = size_of(id=c.id)
  answer c.id within 0.1
}

#! TW0608 15:3 `within` is for numbers, this answer is `str`
