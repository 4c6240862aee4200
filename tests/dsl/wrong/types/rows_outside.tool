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

entity Visit key city, day { city: City, day: date }
data Visit { | city | day | }
entity Tour key id { id: str, stops: list[City], detail: { end: City } }
data Tour { | id | stops | detail | }
error Bad(city: City) "bad"

tool look(city: City "A city.", many: list[City] "Cities.") -> Visit {
  "Looks."
  return first([v for v in Visit]) ?? fail Bad(city)
}

tool fine(id: str "Key.") -> { city: City? } {
  "A leaf may be a row."
  return { city: City[id] }
}

#! TW0305 18:38 the field `stops` cannot hold rows in a `list[City]`
#! TW0305 18:58 the field `detail` cannot hold rows in a `{ end: City }`
#! TW0305 20:17 a parameter of an error cannot be a row
#! TW0305 22:17 a parameter of a tool cannot be a row
#! TW0305 22:39 a parameter of a tool cannot be a row
#! TW0305 22:64 a result shows a row as its key, and the key of `Visit` has several parts
#! TW0401 24:44 `look` does not say that it fails with `Bad`
