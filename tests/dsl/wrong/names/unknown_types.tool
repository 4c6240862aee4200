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
record Box { size: Sise, weight: integer, content: list[Thing], lid: string }
entity Shelf key id { id: str, city: Citty }
data Shelf { | id | city | }
fn thing(x: Thing) -> bool = x == null

#! TW0202 17:20 there is no type `Sise`
#! TW0202 17:34 there is no type `integer`
#! TW0202 17:57 there is no type `Thing`
#! TW0202 17:70 there is no type `string`
#! TW0202 18:38 there is no type `Citty`
