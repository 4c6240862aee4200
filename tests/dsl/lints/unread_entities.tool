scenario a { title: "A" }
entity Country key id { id: str, name: str }
entity River key id { id: str, name: str }
entity City key id { id: str, country: Country, river: River }
entity Visit key id { id: str, city: City }
data Country { | id | name | | "n" | "Norway" | }
data River { | id | name | | "a" | "Akerselva" | }
data City { | id | country | river | | "oslo" | "n" | "a" | }
tool visit(id: str "Key of the city.") -> str? writes Visit {
  "Visit a city; shows its country."
  let city = City[id]
  if city == null { return null }
  insert Visit { id: next_id("v"), city: city }
  return city.country.name
}
task where {
  each c in City
  ask $"In which country is {c.id}? Please go there."
  step seen = visit(id=c.id)
  answer seen ?? "nowhere"
}
test "a visit" { expect visit(id="oslo") == "Norway" }
#! TW0805 3:8 nothing reads the rows of `River`
