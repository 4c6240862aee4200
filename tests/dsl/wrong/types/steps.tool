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
  return { count: c.inhabitants, name: c.name, shares: [1.0] }
}
@distractor
tool area(city: str "City.") -> float {
  "Area of a city."
  return first([c.area for c in City if c.name == city]) ?? 0.0
}

fn people_of(c: City) -> int = c.inhabitants
task steps {
  kind multi_hop
  each c in City
  ask $"How many live in {c.name}?"
  step a = peopel(city=c.name)
  step b = people(c.name)
  step d = people(ciyt=c.name)
  step e = people()
  step f = people(city=3)
  step g = people(city=c)
  step h = people(city=c.mayor)
  step i = area(city=c.name)
  step j = count(items=City)
  step k = people(city=a.name) after b, e, zebra, m
  step l for x in City = people(city=x.name) gives l.count
  step m = people(city=[p.name for p in l][0])
  step n = people(city=l[0].name)
  step o for x in c = people(city=x)
  step p = people(city="")
  step q = people_of(c=c)
  let direct = people(city="Oslo")
  answer n.count
}

#! TW0203 35:12 there is no tool `peopel`
#! TW0311 36:19 arguments of a tool are given by name
#! TW0311 37:19 `people` has no parameter `ciyt`
#! TW0311 38:12 `people` needs `city`
#! TW0301 39:24 expected `str`, found `int`
#! TW0301 40:24 expected `str`, found `City`
#! TW0301 41:24 expected `str`, found `str?`
#! TW0610 42:12 `area` is a distractor, so no step can need it
#! TW0604 43:12 a step calls a tool, `count` is none
#! TW0607 44:44 no step before this one is called `zebra`
#! TW0607 44:51 no step before this one is called `m`
#! TW0301 46:24 expected `str`, found `str?`
#! TW0314 48:19 expected a list, found `City`
#! TW0310 49:24 an empty text is not allowed here, at least 1 character needed
#! TW0604 50:12 a step calls a tool, `people_of` is none
#! TW0403 51:16 a task cannot call the tool `people`
