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

fn f_a(c: City) -> str = $"{c}"
fn f_b(xs: list[int]) -> str = $"{xs}"
fn f_c(x: str) -> str = $"{x:.2f}"
fn f_d(x: date) -> str = $"{x:,} {x}"
fn f_e(x: { a: int }) -> str = $"{x} {x.a:,}"
fn f_f(c: City) -> str = $"{c.mayor} {missing}"
error Odd(x: int) $"{x:,.1f} {y} {x}"

#! TW0316 16:29 `City` has no written form
#! TW0316 17:35 `list[int]` has no written form
#! TW0316 18:27 the format `.2f` is for numbers, this is `str`
#! TW0316 19:28 the format `,` is for numbers, this is `date`
#! TW0316 20:35 `{ a: int }` has no written form
#! TW0306 21:29 this may be null (`str?`), so one cannot write it into a text
#! TW0201 21:39 nothing here is called `missing`
#! TW0201 22:31 nothing here is called `y`
