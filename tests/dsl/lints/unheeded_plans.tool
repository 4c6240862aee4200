scenario a { title: "A" }
entity City key id { id: str, people: int, name: str = "", born: int = 0 }
data City { | id | people | | "x" | 1 | | "y" | 2 | }
fn together() -> int = sum([c.people for c in City])
fn named() -> int = count([c for c in City if c.name != ""])
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
tool close(id: str "Key.") -> int writes City {
  "Remove a city."
  let city = City[id]
  if city == null { return 0 }
  delete city
  return count(City)
}
task literal { each c in City ask $"Let {c.id} grow. How many are there?" step n = grow(id=c.id) answer 3 }
task of_the_row { each c in City ask $"Let {c.id} grow. Who is it?" step n = grow(id=c.id) answer c.id }
task from_before {
  each c in City
  let before = c.people
  ask $"Let {c.id} grow. How many were there?"
  step n = grow(id=c.id)
  let twice = before * 2
  answer twice
}
task other_field { each c in City ask $"Let {c.id} grow. Of what name?" step n = grow(id=c.id) answer named() }
task counted_after_growth { each c in City ask $"Let {c.id} grow. How many?" step n = grow(id=c.id) answer count(City) }
task of_the_result { each c in City ask $"Let {c.id} grow to what?" step n = grow(id=c.id) let m = n + 1 answer m }
task of_the_new_row { each c in City ask $"Let {c.id} grow, to what?" step n = grow(id=c.id) answer c.people }
task of_all_rows { each c in City ask $"Let {c.id} grow, all to what?" step n = grow(id=c.id) answer together() }
task let_later { each c in City ask $"Let {c.id} grow. So?" step n = grow(id=c.id) let m = c.people answer m }
task new_rows { ask "Found z. How many cities are there?" step n = found(id="z") answer count(City) }
task fewer { ask "Close x. How many are left?" step n = close(id="x") answer count([c for c in City]) }
task closed { ask "Close x. How many lived there?" step n = close(id="x") answer 1 }
test "all" {
  expect grow(id="x") == 2 and found(id="z") == "z" and close(id="y") == 2
}
#! TW0824 25:105 the answer hangs on nothing that a step gives or changes
#! TW0824 26:99 the answer hangs on nothing that a step gives or changes
#! TW0824 33:10 the answer hangs on nothing that a step gives or changes
#! TW0824 35:103 the answer hangs on nothing that a step gives or changes
#! TW0824 36:108 the answer hangs on nothing that a step gives or changes
#! TW0824 43:82 the answer hangs on nothing that a step gives or changes
