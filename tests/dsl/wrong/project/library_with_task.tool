library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
tool size_of(id: str "Id of a city.") -> int { "Size of a city." return City[id]?.size ?? 0 }
task another {
  each c in City
  ask $"How large is {c.id}?"
  step n = size_of(id=c.id)
  answer n
}

#! TW0609 5:1 a library has no `task`
