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

entity Visit key city, day { city: City, day: date }
data Visit { | city | day | }
fn f_a() -> City? = City["oslo", 1]
fn f_b() -> City? = City[3]
fn f_c(c: City) -> Visit? = Visit[c, "2026-01-01"]
fn f_d() -> Visit? = Visit["oslo", "2026-01-01"]
fn f_e(x: list[int]) -> int? = x["one"]
fn f_f(x: list[int]) -> int? = x[-1]
fn f_g(x: list[int]) -> int? = x[0, 1]
fn f_h(c: City) -> str? = c[0]
fn f_i() -> Visit? = Visit["oslo", "soon"]
fn f_j(x: City?) -> Visit? = Visit[x?.id, "2026-01-01"]
fn f_k(x: str) -> str? = x[0]

#! TW0322 18:21 the key of `City` is `id`
#! TW0301 19:26 expected `str`, found `int`
#! TW0301 22:34 expected `int`, found `str`
#! TW0322 23:34 positions count from 0 and are never negative
#! TW0322 24:32 a list is read at one position
#! TW0322 25:27 `City` cannot be read at a position
#! TW0310 26:36 `soon` is not a date such as 2026-03-01
#! TW0322 28:26 `str` cannot be read at a position
