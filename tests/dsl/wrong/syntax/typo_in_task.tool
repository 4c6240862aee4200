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
taks another {
  ecah c in City
  aks $"How large is {c.id}?"
  setp n = size_of(id=c.id)
  answr n
}

#! TW0103 11:1 `taks` cannot stand here
#! TW0103 12:3 `ecah` cannot stand here
#! TW0103 13:3 `aks` cannot stand here
#! TW0103 14:3 `setp` cannot stand here
#! TW0103 15:3 `answr` cannot stand here
#! fixed
