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

enum Size { small, large }
enum Grade { good, bad }
fn f_a() -> int = "one"
fn f_b() -> str = 1
fn f_c(x: int) -> float = x
fn f_d(x: float) -> int = x
fn f_e(x: City) -> str = x
fn f_f(x: list[City]) -> City = x
fn f_g(x: str) -> Size = x
fn f_h(x: Grade) -> Size = x
fn f_i() -> list[int] = [1, "two"]
fn f_j() -> list[float] = [1, 2.5]
fn f_k(x: bool) -> int = if x then 1 else "two"
fn f_l(x: str) -> City = x
fn f_m(x: int?) -> int = x
fn f_n() -> date = "yesterday"
fn f_o(x: str) -> date = x
fn f_p() -> bool = 1
fn f_q(x: int) -> list[float] = [x, 2.5]
fn f_r(x: { a: int }) -> { a: int, b: int } = x

#! TW0301 18:19 expected `int`, found `str`
#! TW0301 19:19 expected `str`, found `int`
#! TW0301 20:27 expected `float`, found `int`
#! TW0301 21:27 expected `int`, found `float`
#! TW0301 22:26 expected `str`, found `City`
#! TW0301 23:33 expected `City`, found `list[City]`
#! TW0301 24:26 expected `Size`, found `str`
#! TW0301 25:28 expected `Size`, found `Grade`
#! TW0301 26:29 expected `int`, found `str`
#! TW0301 28:26 the two values have different types, `int` and `str`
#! TW0301 29:26 expected `City`, found `str`
#! TW0301 30:26 expected `int`, found `int?`
#! TW0310 31:20 `yesterday` is not a date such as 2026-03-01
#! TW0301 32:26 expected `date`, found `str`
#! TW0301 33:20 expected `bool`, found `int`
#! TW0301 34:34 expected `float`, found `int`
#! TW0301 35:47 expected `{ a: int, b: int }`, found `{ a: int }`
