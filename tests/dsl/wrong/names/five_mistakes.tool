scenario broken { title: "Broken" }

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
tool people(city: str(1..40) "City.", since: int? = null "Year.") -> { count: int, name: str, shares: list[float] }
  fails NotFound
{
  "People of a city."
  let c = first([c for c in City if c.name == city]) ?? fail NotFound(city)
  return { count: c.inhabitant, name: c.name, shares: [1.0] }
}
@distractor
tool area(city: str "City.") -> float {
  "Area of a city."
  return first([c.area for c in City if c.name == city]) ?? 0.0
}

fn half(x: int) -> int = x / 2
fn double(x: int) -> int = 2 * x
fn four(x: int) -> int = dubble(double(x))
task t {
  kind singel_hop
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(town=c.name)
  answer n.count
}

#! TW0204 22:21 `City` has no field `inhabitant`
#! TW0301 30:26 expected `int`, found `float`
#! TW0203 32:26 there is no function `dubble`
#! TW0602 34:8 there is no kind of task called `singel_hop`
#! TW0311 37:19 `people` has no parameter `town`
