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

const LIMIT: int = 3
fn half(x: float) -> float = x / 2
fn locals(half: int, count: int) -> int = half
fn query(x: int) -> list[int] = [x for x in [1, 2]]
fn nested() -> list[list[int]] = [[x for x in [1]] for x in [2]]
fn apart() -> list[int] = [x for x in [1]] + [x for x in [2]]
fn rows(City: int) -> int = 1
fn sum(x: int) -> int = x
record date { year: int }

tool look(x: int "A number.") -> int {
  "Looks."
  let y = 1
  let y = 2
  let LIMIT = 4
  for x in [1] { }
  return y
}
tool again(x: int "A number.") -> int { "Looks." let look = x return look }

#! TW0208 18:11 `half` is already the name of a function
#! TW0208 19:40 `x` already has a meaning here
#! TW0208 20:42 `x` already has a meaning here
#! TW0208 22:9 `City` is already the name of an entity
#! TW0208 23:4 `sum` is a built-in function
#! TW0208 24:8 `date` is a built-in type
#! TW0208 29:7 `y` already has a meaning here
#! TW0208 30:7 `LIMIT` is already the name of a constant
#! TW0208 31:7 `x` already has a meaning here
#! TW0208 34:54 `look` is already the name of a tool
