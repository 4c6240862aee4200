scenario a { title: "A" }
entity City key id { id: str, people: int }
data City { | id | people | | "x" | 1 | | "y" | 2 | }
tool people(id: str "Key.") -> int { "Inhabitants." return City[id]?.people ?? 0 }
@example(id="x")
@distractor
tool twice(id: str "Key.") -> int { "Twice as many." return (City[id]?.people ?? 0) * 2 }
task how_many { each c in City ask $"How many live in {c.id}?" step n = people(id=c.id) answer n }
test "nothing {is} expected here" { let n = people(id="x") }
test "for nobody" { for c in City { let n = people(id=c.id) } }
test "for all" { for c in City { expect people(id=c.id) > 0 } }
scale { seed 1 level hard { parameters: 1 } level odd { toolset: 0 } }
#! TW0817 6:1 no level offers the distractor `twice`
#! TW0819 9:1 this test expects nothing
#! TW0819 10:1 this test expects nothing
