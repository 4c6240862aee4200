scenario atlas { titel: "Atlas", author: "me", tags: "cities", clock: "noon" }
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

#! TW0905 1:18 a scenario has no setting `titel`
#! TW0905 1:34 a scenario has no setting `author`
#! TW0906 1:54 `tags`: expected a list of texts, such as `["travel", "trains"]`
#! TW0906 1:71 `clock`: `noon` is not a time such as 2026-03-01T09:00:00
