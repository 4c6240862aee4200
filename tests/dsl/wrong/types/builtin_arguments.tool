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

fn f_a(x: int) -> int = count(x)
fn f_b(x: list[str]) -> float = avg(x)
fn f_c(x: list[bool]) -> bool? = max(x)
fn f_d(x: list[int]) -> int = length(x)
fn f_e(x: list[int]) -> str = join(x, ", ")
fn f_f(x: str) -> int = year(x)
fn f_g() -> int = year("2026-02-30")
fn f_h(x: str) -> int = round(x)
fn f_i(x: float) -> float = round(x, 1.5)
fn f_j(x: City) -> str = text(x)
fn f_k(x: list[int]) -> bool = any(x)
fn f_l(x: date) -> date = add_days(x, "one")
fn f_m(x: int) -> bool = contains("text", x)
fn f_n(x: str?) -> str = upper(x)

#! TW0301 16:31 `count` expects a list, found `int`
#! TW0301 17:37 `avg` expects a list of numbers, found `list[str]`
#! TW0301 18:38 `max` expects a list of numbers, texts or dates, found `list[bool]`
#! TW0301 19:38 `length` expects a value of type `str`, found `list[int]`
#! TW0301 20:36 `join` expects a value of type `list[str]`, found `list[int]`
#! TW0301 21:30 `year` expects a value of type `date`, found `str`
#! TW0310 22:24 `2026-02-30` is no day of the calendar
#! TW0301 23:31 `round` expects a number, found `str`
#! TW0301 24:38 `round` expects a value of type `int`, found `float`
#! TW0301 25:31 `text` expects a number, a text, a date, an enum or a bool, found `City`
#! TW0301 26:36 `any` expects a list of bools, found `list[int]`
#! TW0301 27:39 `add_days` expects a value of type `int`, found `str`
#! TW0301 28:43 `contains` expects a value of type `str`, found `int`
#! TW0306 29:32 this may be null (`str?`), so one cannot give it to `upper`
