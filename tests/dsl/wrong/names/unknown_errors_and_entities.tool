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

error NotFound(name: str) $"No {name}."
data Cty { | id | }

tool look(name: str "Name.") -> str
  fails NotFuond, Gone
  writes Citi
{
  "Looks."
  require name != "" else Gone
  let city = first([c for c in City if c.name == name]) ?? fail NotFound(name)
  insert Ciy { id: "x", name: "X", inhabitants: 1, mayor: null, area: 1.0, founded: "1900-01-01" }
  return City
}

#! TW0211 17:6 there is no entity `Cty`
#! TW0210 20:9 there is no error `NotFuond`
#! TW0210 20:19 there is no error `Gone`
#! TW0211 21:10 there is no entity `Citi`
#! TW0211 26:10 there is no entity `Ciy`
#! TW0301 27:10 expected `str`, found `list[City]`
