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

record Pair { left: int, right: int }
fn people(c: City) -> int = c.inhabitnts
fn all_people() -> list[int] = City.inhabitants
fn left(p: Pair) -> int = p.lfet
fn of_number(n: int) -> int = n.size
fn of_rows(cs: list[City]) -> list[str] = cs.name

#! TW0204 17:31 `City` has no field `inhabitnts`
#! TW0204 18:37 a list has no field `inhabitants`
#! TW0204 19:29 `Pair` has no field `lfet`
#! TW0204 20:33 `int` has no fields
#! TW0204 21:46 a list has no field `name`
