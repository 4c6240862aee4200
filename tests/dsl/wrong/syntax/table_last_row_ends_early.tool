library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | id     | size |
  | "oslo" | 7    |
  | "rome" | 28
}

#! TW0102 6:16 `|` is missing before `}`
#! fixed
