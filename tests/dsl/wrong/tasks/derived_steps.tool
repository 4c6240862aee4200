edition 1
scenario derived_steps { title: "Steps without a tool" }

entity City key id { id: str "Key.", name: str "Name." }
data City { | id | name | | "oslo" | "Oslo" | }

tool city_name(id: str "Key.") -> { name: str } { "Name of a city." return { name: City[id]?.name ?? "" } }

task t {
  each c in City
  ask $"Which city is {c.name}?"
  step whole = derive City[c.id] asks "Which city?"
  step silent = derive City[c.id].name
  step taken = derive first([x for x in City if x.name == c.name]).id asks "Which key?" gives taken
  step called = derive city_name(id=c.id) asks "Which name?"
  step typo = derive City[c.id].nam asks "Which name?"
  answer taken
}
#! TW0613 12:23 `derive` gives a number, text, date, enum or bool, or a list of them, not `City`
#! TW0613 13:8 a derived step needs its question
#! TW0613 14:95 a derived step gives its whole value
#! TW0403 15:24 a derived step cannot call the tool `city_name`
#! TW0204 16:33 `City` has no field `nam`
