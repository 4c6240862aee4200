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

fn f_a(c: City?) -> str = c.name
fn f_b(c: City) -> int = length(c.mayor)
fn f_c(x: int?) -> int = x + 1
fn f_d(x: int?) -> bool = x > 1
fn f_e(x: int?) -> str = $"{x}"
fn f_f(xs: list[int]?) -> list[int] = [x for x in xs]
fn f_g(xs: list[City]) -> list[City] = [c for c in xs sort by c.mayor]
fn f_h(xs: list[int]) -> int = xs[0]
fn f_i(x: bool?) -> bool = not x
fn f_j(x: list[int?]) -> int = sum(x)
fn f_k(x: list[int]?) -> int? = x[0]
fn f_l(x: list[int]?) -> bool = 1 in x
fn f_m(x: int?) -> int = -x
fn f_n(x: int?) -> int = if x != null then x else x
fn f_o(x: int?, y: int?) -> int = if x != null or y != null then x + y else 0

#! TW0306 16:27 this may be null (`City?`), so it has no field to read
#! TW0306 17:33 this may be null (`str?`), so one cannot give it to `length`
#! TW0306 18:26 this may be null (`int?`), so one cannot use `+` on it
#! TW0306 19:27 this may be null (`int?`), so one cannot use `>` on it
#! TW0306 20:29 this may be null (`int?`), so one cannot write it into a text
#! TW0306 21:51 this may be null (`list[int]?`), so one cannot walk over it
#! TW0306 22:63 this may be null (`str?`), so one cannot sort by it
#! TW0301 23:32 expected `int`, found `int?`
#! TW0313 24:32 a condition is true or false, but this is `bool?`
#! TW0301 25:36 `sum` expects a list of numbers, found `list[int?]`
#! TW0306 26:33 this may be null (`list[int]?`), so one cannot read an item of it
#! TW0306 27:38 this may be null (`list[int]?`), so one cannot look into it
#! TW0306 28:27 this may be null (`int?`), so one cannot use `-` on it
#! TW0301 29:26 expected `int`, found `int?`
#! TW0306 30:66 this may be null (`int?`), so one cannot use `+` on it
