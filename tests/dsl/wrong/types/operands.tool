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

fn f_a(x: int) -> str = "n" + x
fn f_b(x: date) -> date = x + 1
fn f_c(x: bool) -> int = x * 2
fn f_d(x: str) -> str = -x
fn f_e(x: list[int]) -> list[int] = x + 1
fn f_f(x: list[int]) -> list[int] = x + ["one"]
fn f_g(x: date, y: date) -> int = x - y
fn f_h(x: City) -> City = x + x
fn f_i(x: str) -> bool = x in "text"
fn f_j(x: str) -> int = x // 2

#! TW0308 16:25 `+` does not work on `str` and `int`
#! TW0308 17:27 `+` does not work on `date` and `int`
#! TW0308 18:26 `*` does not work on `bool` and `int`
#! TW0308 19:25 `-` does not work on `str`
#! TW0308 20:37 `+` does not work on `list[int]` and `int`
#! TW0301 21:42 expected `int`, found `str`
#! TW0308 22:35 `-` does not work on `date` and `date`
#! TW0308 23:27 `+` does not work on `City` and `City`
#! TW0314 24:31 `in` looks into lists, this is `str`
#! TW0308 25:25 `//` does not work on `str` and `int`
