library a { title: "A" }
enum State { "The state." open "open", shut "no longer open to anybody" }
entity City key id {
  "A city."
  id: str "Id",
  name: str "Its names",
  area_km2: int(0.., unit="km2") "Area within the city limits",
}
data City { | id | name | area_km2 | | "a" | "A" | 1 | }
fn open(id: str "key") -> bool "Open?" = City[id] != null
tool city_name(city_id: str "The city id.", state: State "Which state it is in.") -> str? {
  "City name."
  return if open(city_id) and state == "open" then City[city_id]?.name else null
}
#! TW0806 2:32 this says no more than the name `open`
#! TW0806 5:11 this says no more than the name `id`
#! TW0806 6:13 this says no more than the name `name`
#! TW0806 10:32 this says no more than the name `open`
#! TW0806 11:29 this says no more than the name `city_id`
#! TW0806 12:3 this says no more than the name `city_name`
