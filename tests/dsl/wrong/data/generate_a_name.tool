library people { title: "People" }
entity Person key id { id: str, name: str }
data Person generate 5 { id: serial("p{}"), name: name() }

#! TW0520 3:51 there is no generator `name`
#! fixed
