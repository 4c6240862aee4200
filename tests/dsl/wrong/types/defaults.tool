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
record Box { size: Size = "small" }
entity Bag key id { id: str, city: City = "oslo", other: City? = null, size: Size = "smal", count: int = "one" }
data Bag { | id | city | }
fn f_a(x: int = -1, y: float = 1, z: Size = "large") -> int = x
tool look(limit: int(1..9) = 10 "Limit.", sizes: list[Size](1..2) = [] "Sizes.", y: int? = null "A number.") -> int {
  "Looks."
  return limit
}

#! TW0319 17:27 a field of a record has no default
#! TW0319 18:43 a row has no default but `null`
#! TW0310 18:85 `smal` is not one of `small`, `large`
#! TW0301 18:106 expected `int`, found `str`
#! TW0310 21:30 `10` is more than 9
#! TW0310 21:69 this list has 0 items, the type asks for at least 1
