library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | id     | size |
  | "oslo" | 7
  | "rome" | 28   |
}

#! TW0503 5:15 this row does not end with `|`
#! fixed
