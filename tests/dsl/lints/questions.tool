scenario a { title: "A" }
entity City key id { id: str, name: str, people: int }
data City { | id | name | people | | "x" | "Oslo" | 1 | | "y" | "Bergen" | 2 | }
error Gone(id: str) "There is no {id}."
error Set(id: str) "Sets are written {a, b}, {id}."
error Plain "Nothing like {this}."
tool people(id: str "Key.") -> int fails Gone, Set, Plain {
  "How many people live there."
  require id != "{id}" else Set(id)
  require id != "" else Plain
  return (City[id] ?? fail Gone(id)).people
}
task same {
  each c in City
  ask "How many people live there?"
  ask $"How many people live in the city with {count(City)} others?"
  ask $"How many people live in {c.name}?"
  ask $"how many  people live in {c.name}"
  step found = people(id=c.id)
    asks "How many live in {c.name}?"
  answer found phrased "{answer:,} people"
}
task through_a_let {
  each c in City
  let where = upper(c.name)
  ask $"How many people live in {where}?"
  ask "How many live in {where} today?"
  step found = people(id=c.id)
  answer found
}
task one_task {
  ask "How many people live in Oslo?"
  step found = people(id="x")
  step wasted = people(id="y")
  step again = people(id="x")
  step end = people(id="x") after again
  answer found + end
}
test "people" { expect people(id="x") == 1 }
#! TW0822 4:21 `{id}` is shown as it stands here, not its value
#! TW0822 5:20 `{id}` is shown as it stands here, not its value
#! TW0812 15:7 every task of this family asks the same
#! TW0812 16:7 every task of this family asks the same
#! TW0813 18:7 this phrasing stands here twice
#! TW0822 20:10 `{c.name}` is shown as it stands here, not its value
#! TW0822 21:24 `{answer:,}` is shown as it stands here, not its value
#! TW0822 27:7 `{where}` is shown as it stands here, not its value
#! TW0821 34:8 neither the answer nor a later step needs `wasted`
