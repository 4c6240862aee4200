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

fn f_a(x: City) -> list[str] = [c.name for c in x]
fn f_b(x: int) -> list[int] = [y for y in x]
fn f_c(x: int, y: int) -> bool = x in y
tool look(x: str "A text.") -> int {
  "Looks."
  for y in x { }
  return 1
}

#! TW0314 16:49 expected a list, found `City`
#! TW0314 17:43 expected a list, found `int`
#! TW0314 18:39 expected a list, found `int`
#! TW0314 21:12 expected a list, found `str`
