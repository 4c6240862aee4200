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
fn sizes(city: City) -> Size = if citty.inhabitants > 1000 then large else "small"
const HALF: float = HLAF
const LIMIT: int = nothing_like_this
const AGAIN: int = nothing_like_this

#! TW0201 17:35 nothing here is called `citty`
#! TW0201 17:65 nothing here is called `large`
#! TW0201 18:21 nothing here is called `HLAF`
#! TW0201 19:20 nothing here is called `nothing_like_this`
