scenario a { title: "A" }
entity City key id { "A city." id: str, name: str "Its English name.", mayor: str }
entity Author key id { id: str, name: str, born_in: City, city_tax: int }
data City { | id | name | mayor | | "x" | "Oslo" | "Ada" | | "y" | "Bergen" | "Bo" | }
data Author { | id | name | born_in | city_tax | | "a" | "Eva" | "x" | 1 | | "b" | "Ola" | "y" | 2 | }
task where {
  each a in Author
  ask $"Where was {a.name} born?"
  step city = derive first([b for b in Author if b.name == a.name])?.born_in.name asks $"Where was {a.name} born?"
  answer city
}
#! TW0807 3:33 `derive` makes a tool that shows `name`, and nothing says what it is
#! TW0807 3:44 `derive` makes a tool that shows `born_in`, and nothing says what it is
