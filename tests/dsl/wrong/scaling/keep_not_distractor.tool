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
scale {
  keep size_of, size_off
  level hard { toolset: 1 }
}

#! TW0704 18:8 `size_of` is not a distractor
#! TW0203 18:17 there is no tool `size_off`
