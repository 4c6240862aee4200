scenario a { title: "A" }
enum Size { small, large }
enum Colour { red, green }
record Pair { one: int, two: int }
record Triple { one: int, two: int, three: int }
entity City key id { id: str, colour: Colour }
data City { | id | colour | | "x" | "red" | | "y" | "green" | }
const LIMIT: int = 3
const NEVER: int = 4
error Gone(id: str) $"There is no {id}."
error Lost(id: str) $"Nobody knows {id}."
fn used(n: int) -> Pair = { one: n, two: LIMIT }
fn unused(n: int) -> int = n
tool colour(id: str "Key of the city.") -> Colour fails Gone {
  "Colour of a city."
  let found = City[id] ?? fail Gone(id)
  require used(1).two == 3 else Gone(id)
  return found.colour
}
tool never_called(id: str "Key of the city.") -> bool { "Whether it is there." return City[id] != null }
@distractor
tool distracting(id: str "Key of the city.") -> bool { "Whether it is away." return City[id] == null }
task which { each c in City ask $"Which colour has {c.id}?" step found = colour(id=c.id) answer found }
test "by hand" { expect never_called(id="x") }
scale { seed 1 level hard { toolset: 1 } }
#! TW0804 2:6 nothing is of the type `Size`
#! TW0804 5:8 nothing is of the type `Triple`
#! TW0804 9:7 nothing uses the constant `NEVER`
#! TW0804 11:7 nothing fails with `Lost`
#! TW0804 13:4 nothing calls the function `unused`
#! TW0804 20:6 no step calls the tool `never_called`
