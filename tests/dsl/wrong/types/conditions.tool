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

fn f_a(x: int) -> int = if x then 1 else 2
fn f_b(x: str) -> bool = x and true
fn f_c(x: list[int]) -> bool = not x
fn f_d(x: City?) -> list[int] = [1 for y in [1] if x]
fn f_e(x: bool?) -> bool = x or false

#! TW0313 16:28 a condition is true or false, but this is `int`
#! TW0313 17:26 a condition is true or false, but this is `str`
#! TW0313 18:36 a condition is true or false, but this is `list[int]`
#! TW0313 19:52 a condition is true or false, but this is `City?`
#! TW0313 20:28 a condition is true or false, but this is `bool?`
