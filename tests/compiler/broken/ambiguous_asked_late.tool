scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }
entity City key id { "A city." id: str, people: int }
data City { | id | people | | "a" | 1 | | "b" | 2 | }
tool people(id: str "Key.") -> int { "Inhabitants." return City[id]?.people ?? 0 }
task t { each c in City step n = people(id=c.id) ask "How many?" answer n }

#! TW0659 5:6 `t/1` and `t/2` ask the same question
