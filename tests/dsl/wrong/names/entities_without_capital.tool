library broken { title: "Broken" }

entity city key id { id: str }
entity None key id { id: str, town: city }
data city {
  | id  |
  | "a" |
}
data None {
  | id  | town |
  | "b" | "a"  |
}

#! TW0205 3:8 the name of an entity begins with a capital letter, `city` does not
#! TW0205 4:8 `None` has a meaning of its own in Python
