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

fn one() -> int = 1
const A: int = one()
const B: int = count(City)
const C: int = 2 * D
const D: int = 3
const E: str = upper("x")
error Full(name: str) $"{name} of {count(City)} {one()} {D}"
@check(stock <= LIMIT and stock >= 0 and name != "" and count(City) > 0)
entity Shop key id { id: str, name: str, stock: int }
const LIMIT: int = 5
data Shop { | id | name | stock | }
@check(stock)
entity Shop2 key id { id: str, stock: int }
data Shop2 { | id | stock | }

#! TW0321 17:16 a constant cannot call the function `one`
#! TW0321 18:22 a constant cannot read the rows of `City`
#! TW0321 22:42 the message of an error cannot read the rows of `City`
#! TW0321 22:50 the message of an error cannot call the function `one`
#! TW0321 23:63 a check cannot read the rows of `City`
#! TW0313 27:8 a condition is true or false, but this is `int`
