scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity City key id {
  "A city."
  id: str,
  name: str(1..40),
  people: int(0..),
  mayor: str? = null,
  twin: str? = null,
}
data City {
  | id | name     | people  | mayor        | twin |
  | "a" | "Aville" | 123_456 | "Jane Smith" | "b"  |
  | "b" | "Betown" | 654_321 | null         | null |
}

error Unknown(name: str) $"No city is called {name}."

tool add(city: str "Key.", more: int(0..) "Who comes.") -> { people: int }
  fails Unknown
  writes City
{
  "People move to a city."
  let c = City[city] ?? fail Unknown(city)
  update c { people: c.people + more }
  return { people: c.people + more }
}

tool double(city: str "Key.") -> { people: int }
  fails Unknown
  writes City
{
  "A city doubles."
  let c = City[city] ?? fail Unknown(city)
  update c { people: c.people * 2 }
  return { people: c.people * 2 }
}

task growth {
  each c in City
  ask $"Let 10 people move to {c.id}, and let it double then. How many people live there?"
  step a = add(city=c.id, more=10)
    asks $"Let 10 people move to {c.id}."
    gives a.people
  step d = double(city=c.id)
    asks $"Let {c.id} double."
    gives d.people
  answer d.people
}

#! TW0679 42:3 the order of steps matters, and the plan does not say so
