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
  fials Unknown
  wrties City
{
  "Grows a city by one."
  lte city = City[id] ?? fail Unknown(id)
  udpate city { size: city.size + 1 }
  retrun city.size
}

#! TW0103 18:3 `fials` cannot stand here
#! TW0103 19:3 `wrties` cannot stand here
#! TW0103 22:3 `lte` cannot stand here
#! TW0103 23:3 `udpate` cannot stand here
#! TW0103 24:3 `retrun` cannot stand here
#! fixed
