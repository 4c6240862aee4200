scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity Parcel key id {
  "Something to be picked up."
  id: str,
  recipient: str(1..40),
  stored: bool = false,
}
data Parcel {
  | id  | recipient   |
  | "a" | "Mara Lind" |
  | "b" | "Mara Lind" |
}

error Nobody(recipient: str) $"Nobody is called {recipient}."

tool find(recipient: str "Name of the recipient.") -> { id: str } fails Nobody {
  "Key of the parcel of a recipient."
  let found = first([p for p in Parcel if p.recipient == recipient]) ?? fail Nobody(recipient)
  return { id: found.id }
}

tool store(id: str "Key of the parcel.") -> { count: int } fails Nobody writes Parcel {
  "Put a parcel away."
  let found = Parcel[id] ?? fail Nobody(id)
  update found { stored: true }
  return { count: count([p for p in Parcel if p.stored]) }
}

task put_away {
  each p in Parcel
  ask $"I am {p.recipient}. Put my parcel away. How many are away then?"
  step mine = find(recipient=p.recipient) gives mine.id
  step done = store(id=mine.id)
  answer done.count
  goal Parcel[p.id]?.stored == true
}

#! TW0659 30:6 `put_away/1` and `put_away/2` ask the same question
#! TW0656 36:8 the plan does not reach the goal
