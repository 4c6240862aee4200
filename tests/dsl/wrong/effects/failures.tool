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
error Unused "unused"
error Forgotten "forgotten"

fn find(name: str) -> City = first([c for c in City if c.name == name]) ?? fail NotFound(name)

tool look(name: str "Name.") -> City
  fails NotFound, Unused, NotFound
{
  "Looks."
  require name != "" else Forgotten
  return first([c for c in City if c.name == name]) ?? fail NotFound(name)
}

#! TW0410 20:81 only tools fail, this is a function
#! TW0402 23:19 `look` never fails with `Unused`
#! TW0415 23:27 `NotFound` is listed twice in `fails`
#! TW0401 26:27 `look` does not say that it fails with `Forgotten`
