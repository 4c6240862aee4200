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

fn twice(x: int) -> int = 2 * x
fn four(x: int) -> int = twise(twice(x))
fn shout(x: str) -> str = uper(x)
fn none(x: str) -> str = quack(x)

#! TW0203 17:26 there is no function `twise`
#! TW0203 18:27 there is no function `uper`
#! TW0203 19:26 there is no function `quack`
