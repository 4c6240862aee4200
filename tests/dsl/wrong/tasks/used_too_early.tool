scenario atlas { title: "Atlas" }
entity City key id { id: str, size: int, twin: str? }
data City { | id | size | twin | | "oslo" | 7 | "rome" | | "rome" | 28 | "oslo" | }
error Unknown(id: str) $"No city is called {id}."
tool size_of(id: str "Id of a city.") -> int
  fails Unknown
{
  "Inhabitants of a city."
  return (City[id] ?? fail Unknown(id)).size
}
task sizes {
  each c in City
  ask $"How large is {c.id}, and its twin?"
  step n = size_of(id=other)
  step twin = derive City[that].twin
    asks $"Which is the twin of {that}?"
  let other = c.id
  step that = derive c.id
    asks $"What is {c.size}?"
  answer n
}
task again {
  each c in City
  ask $"How large is {c.id}?"
  step n = size_of(id=m)
  answer n
}

#! TW0201 14:23 `other` is a later `let`
#! TW0201 15:27 `that` is a later step
#! TW0201 16:34 `that` is a later step
#! TW0201 25:23 nothing here is called `m`
