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
  level hard { parameter: 2, tools: 3, toolset: "many" }
  level base { parameters: 1 }
}

#! TW0701 18:16 a level has no setting `parameter`
#! TW0701 18:30 a level has no setting `tools`
#! TW0906 18:49 `toolset`: expected a whole number from 0 to 20
#! TW0702 19:9 `base` is the level without scaling
