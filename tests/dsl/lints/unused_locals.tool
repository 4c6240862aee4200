scenario a { title: "A" }
entity City key id { id: str, people: int }
data City { | id | people | | "x" | 1 | | "y" | 2 | }
error Gone(id: str) $"There is no {id}."
tool people(id: str "Key of the city.") -> int fails Gone writes City {
  "How many people live there."
  let city = City[id] ?? fail Gone(id)
  let twin = City["z"] ?? fail Gone("z")
  let more = city.people + 1
  let made = insert City { id: next_id("c"), people: 1 }
  for c in City {
    let seen = c.id
  }
  if city.people > 1 {
    let shown = city.people
    return shown
  }
  return city.people
}
task how_many {
  each c in City
  each n in [1, 2]
  let unused = c.id
  let name = c.id
  ask $"How many people live in {name}?"
  step found = people(id=c.id)
  answer found
}
test "calls for what they change are no locals" {
  let done = people(id="x")
  let idle = 3
  for c in City {
    let again = c.id
  }
  expect count(City) == 3
}
#! TW0803 8:7 nothing reads `twin`
#! TW0803 9:7 nothing reads `more`
#! TW0803 10:7 nothing reads `made`
#! TW0803 12:9 nothing reads `seen`
#! TW0803 22:8 nothing in the task reads `n`
#! TW0803 23:7 nothing reads `unused`
#! TW0803 31:7 nothing reads `idle`
#! TW0803 33:9 nothing reads `again`
