library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | id   | size |
  | oslo | 7    |
}

#! TW0101 5:5 a text in a table stands in quotes
#! fixed
