scenario atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | | "rome" | 28 | }
tool size_of(id: str "Id of a city.") -> int? { "Inhabitants of a city." return City[id]?.size }
task sizes {
  each c in City
  ask $"How large is {c.id}?"
  step n = size_of(id=c.id)
  answer n ?? 0
}
scale { level quick }

#! TW0101 11:15 `level quick` alone says nothing of what is scaled
