library Geo { title: "Names" }
enum areaUnit { KM2, mi2 }
record Size_Of { value: int }
entity City key cityId {
  cityId: str,
  name: str,
  size: Size_Of?,
  unit: areaUnit,
}
data City { | cityId | name | unit | | "a" | "A" | "KM2" | }
const maxCities: int = 3
const MAX_CITIES: int = 3
error not_found(name: str) $"There is no {name}."
error NotFound(name: str) $"There is no {name}."
fn firstOf(n: int) -> int = n + maxCities + MAX_CITIES
tool cityName(id: str "Key of the city.") -> str fails not_found, NotFound {
  "How a city is called."
  let Found = City[id] ?? fail not_found(id)
  require count([C for C in City if C.name == Found.name]) < firstOf(2) else NotFound(id)
  return Found.name
}
#! TW0801 1:9 a scenario or library is written in snake_case, `Geo` is not
#! TW0801 2:6 a type or an error is written in UpperCamel, `areaUnit` is not
#! TW0801 3:8 a type or an error is written in UpperCamel, `Size_Of` is not
#! TW0801 5:3 a field or parameter is written in snake_case, `cityId` is not
#! TW0801 11:7 a constant is written in UPPER_CASE, `maxCities` is not
#! TW0801 13:7 a type or an error is written in UpperCamel, `not_found` is not
#! TW0801 15:4 a function is written in snake_case, `firstOf` is not
#! TW0801 16:6 a tool is written in snake_case, `cityName` is not
#! TW0801 18:7 a local is written in snake_case, `Found` is not
#! TW0801 19:24 a local is written in snake_case, `C` is not
