scenario broken { title: "Broken" }

entity City key id {
  id: str,
  name str,
}
data City {
  | id     | name   |
  | "oslo" | "Oslo" |
}
error NotFound(name: str $"No {name}."
fn named(name: str) -> City? = first([c for c in City if c.nmae == name])
tool people(city: str "City.") -> Count
  fails NotFound
{
  "People of a city."
  let c = named(city) ?? fail NotFound(city)
  let n = c.people + missing
  let m = n * 2
  return { count: m, twice: n + m }
}
task count_people {
  kind single_hop
  each c in City
  ask $"How many live in {c.name}?"
  step n = people(city=c.name) gives n.count.of.it
  answer n.count phrased $"{answer:.1f} people"
}
test "it" { expect people(city="x").count > 3 }

#! TW0102 5:7 `:` is missing before `str`
#! TW0102 11:25 `)` is missing before this template
#! TW0202 13:35 there is no type `Count`
#! TW0201 18:22 nothing here is called `missing`
