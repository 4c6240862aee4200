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
tool look(name: str "Name.") -> str
{
  "Looks."
  return name
}
tool again(name: str "Name.") -> str
{
  "Looks again."
  return look(name=name)
}
fn indirect(name: str) -> str = look(name=name)

test "tools" {
  expect look("x") == "x"
  expect look(name="x") fails NotFound
  expect 1 + 1 fails NotFound
  expect look(nam="x") == "x"
  expect look(name="x") fails NotFuond
  expect count(City) fails NotFound
}

#! TW0403 25:10 a tool cannot call the tool `look`
#! TW0403 27:33 a function cannot call the tool `look`
#! TW0311 30:15 arguments of a tool are given by name
#! TW0611 31:31 `look` never fails with `NotFound`
#! TW0611 32:10 only the call of a tool can fail
#! TW0311 33:15 `look` has no parameter `nam`
#! TW0210 34:31 there is no error `NotFuond`
#! TW0611 35:10 only the call of a tool can fail
