scenario a { title: "A" }
entity City key id { id: str, people: int }
data City { | id | people | | "x" | 1 | | "y" | 2 | }
tool grow(id: str "Key.") -> int writes City {
  "One more."
  let city = City[id]
  if city == null { return 0 }
  update city { people: city.people + 1 }
  return city.people
}
tool found(id: str "Key.") -> str writes City {
  "A new city."
  let made = insert City { id: id, people: 0 }
  return made.id
}
task more { each c in City ask $"Let {c.id} grow. How many are there?" step n = grow(id=c.id) answer n }
task new { ask "Found z." step n = found(id="z") answer "z" goal City["z"] != null }
test "founding" { expect found(id="z") == "z" and count(City) == 3 }
#! TW0820 4:6 `grow` changes rows, and no test calls it
#! TW0824 17:57 the answer hangs on nothing that a step gives or changes
