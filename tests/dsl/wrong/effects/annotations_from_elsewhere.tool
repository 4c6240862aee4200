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
@tool
tool f(a: int "A number.") -> int { "Same." return a }
@exmaple(a=1)
tool g(a: int "A number.") -> int { "Same." return a }

#! TW0414 17:2 `@tool` means nothing on a tool
#! TW0414 19:2 `@exmaple` means nothing on a tool
