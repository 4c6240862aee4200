library broken { title: "Broken" }

entity City key id {
  id: str,
  name: str(1..40),
  inhabitants: int(0..),
  mayor: str?,
  area: float(0.., unit="km2"),
  founded: date,
}
data City {
  | id     | name   | inhabitants | mayor | area  | founded      |
  | "oslo" | "Oslo" | 717_710     | null  | 454.0 | "1048-01-01" |
}


fn some() -> list[list[City]] = samples(City, size=1, count=1, seed=1)
fn key() -> str = next_id("x")
test "samples" {
  for pair in samples(City, size=1, count=1, seed=1) { expect count(pair) == 1 }
  let a = samples(City, 1, 1)
  let b = samples(City, size="one", count=1, seed=1)
  let c = next_id("x")
}

#! TW0411 17:33 `samples` can only be called in tasks and tests, not in a function
#! TW0411 18:19 `next_id` can only be called as a value in `insert`, not in a function
#! TW0311 21:11 `samples` needs `seed`
#! TW0301 22:30 `samples` expects a value of type `int`, found `str`
#! TW0411 23:11 `next_id` can only be called as a value in `insert`, not in a test
