scenario atlas { title: "Atlas" }
entity City key id { id: str, size: int, twin: str? }
data City { | id | size | twin | | "oslo" | 7 | null | | "rome" | 28 | "oslo" | }
error Unknown(id: str) $"No city is called {id}."
error Alone "This city has no twin."
tool twin_of(id: str "Id of a city.") -> str
  fails Unknown, Alone
{
  "Twin of a city."
  let c = City[id] ?? fial Unknown(id)
  let twin = c.twin ?? fali Alone
  let other = City[twin] ?? fial Unknown(twin)
  return other.id
}
tool size_of(id: str "Id of a city.") -> int
  fails Unknown
{
  "Inhabitants of a city."
  return (City[id] ?? fail Unknown(id)).sise
}
task twins {
  each c in [c for c in City if c.twin != null]
  ask $"Which is the twin of {c.id}?"
  step n = twin_of(id=c.id)
  answer n
}

#! TW0101 10:23 `fial` cannot stand here
#! TW0101 11:24 `fali` cannot stand here
#! TW0101 12:29 `fial` cannot stand here
#! TW0204 19:41 `City` has no field `sise`
#! fixed
