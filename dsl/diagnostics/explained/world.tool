entity City key id {
  "A city in Norway."
  id: str "Key such as `oslo`.",
  name: str "Its English name.",
  people: int(0..) "How many live there.",
  mayor: str? "Who leads it.",
}

data City {
  | id       | name     |  people | mayor       |
  | "oslo"   | "Oslo"   | 717_710 | "Anne Lind" |
  | "bergen" | "Bergen" | 291_940 | null        |
}

error Unknown(name: str) $"No city is called {name}."

tool people(city: str "Name of the city.") -> { people: int }
  fails Unknown
{
  "Inhabitants of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { people: c.people }
}

task population {
  each c in City
  ask $"How many people live in {c.name}?"
  step n = people(city=c.name) gives n.people
  answer n.people
}
