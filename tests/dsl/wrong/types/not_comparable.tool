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
fn f_a(x: City) -> bool = x == "oslo"
fn f_b(x: int) -> bool = x == "one"
fn f_c(x: Size, y: Size) -> bool = x < y
fn f_d(x: bool, y: bool) -> bool = x >= y
fn f_e(x: str) -> bool = x < 3
fn f_f(x: date, y: str) -> bool = x == y
fn f_g(x: date) -> bool = x < "2026-02-30"
fn f_h(x: Size) -> bool = x == "smal"
fn f_i(x: int) -> bool = x in ["one"]
fn f_j(x: list[City]) -> list[City] = [c for c in x sort by c]
fn f_k(x: list[City]) -> list[int] = [count(c) for c in x group by { a: 1 } as key]
fn f_l(x: int, y: list[str]) -> bool = x not in y
fn f_m(x: int, y: float) -> bool = x == y and x < y

#! TW0309 17:27 `City` and `str` are never equal
#! TW0309 18:26 `int` and `str` are never equal
#! TW0309 19:36 `<` does not work on `Size` and `Size`
#! TW0309 20:36 `>=` does not work on `bool` and `bool`
#! TW0309 21:26 `<` does not work on `str` and `int`
#! TW0309 22:35 `date` and `str` are never equal
#! TW0310 23:31 `2026-02-30` is no day of the calendar
#! TW0310 24:32 `smal` is not one of `small`, `large`
#! TW0301 25:32 expected `int`, found `str`
#! TW0309 26:61 one cannot sort by `City`
#! TW0309 27:68 one cannot group by `{ a: int }`
#! TW0309 28:40 `int` is never in a list of `str`
