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

@example(city="Betown")
@example(city="Nowhere")
tool people(city: str "Name of the city.") -> { people: int }
  fails Unknown
{
  "Inhabitants of a city."
  let c = first([c for c in City if c.name == city]) ?? fail Unknown(city)
  return { people: c.people }
}

task people_of_a_city {
  each c in City
  ask $"How many people live in {c.name}?"
  step n = people(city=c.name)
    asks $"How many people live in {c.name}?"
    gives n.people
  answer n.people
}

test "this does not hold" {
  expect people(city="Aville").people == 1
}

test "in a loop" {
  for c in City {
    expect people(city=c.name).people < 200_000
  }
}

test "this does not fail" {
  expect people(city="Aville") fails Unknown
}

test "this fails" {
  let x = people(city="Nowhere").people
  expect x == 1
}

test "this cannot be computed" {
  expect 1 // (people(city="Aville").people - 123_456) == 1
}

test "this holds" {
  expect people(city="Betown").people == 654_321
  expect people(city="Nowhere") fails Unknown
}

#! TW0670 39:10 this does not hold
#! TW0670 44:12 this does not hold
#! TW0671 49:10 this call does not fail with `Unknown`
#! TW0672 53:11 this call fails
#! TW0658 58:10 this cannot be computed
#! TW0673 20:1 this example fails
