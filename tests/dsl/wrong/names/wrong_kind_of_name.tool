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
error Broken "broken"
const LIMIT: int = 3
fn half(x: float) -> float = x / 2

fn as_value() -> float = half
fn as_text() -> str = lower
fn as_enum() -> str = Size
fn called_const() -> int = LIMIT(1)
fn called_local(x: int) -> int = x(1)
fn called_entity() -> City? = City("oslo")
fn error_as_type(x: Broken) -> int = 1

#! TW0209 21:26 `half` is a function, not a value
#! TW0209 22:23 `lower` is a function, not a value
#! TW0209 23:23 `Size` names a type or an error, not a value
#! TW0209 24:28 `LIMIT` is a value, it cannot be called
#! TW0209 25:34 `x` is a value, it cannot be called
#! TW0209 26:31 `City` is not a function
#! TW0209 27:21 `Broken` is an error, not a type
