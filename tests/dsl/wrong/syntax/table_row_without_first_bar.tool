library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | id     | size |
  "oslo" | 7    |
}

#! TW0102 4:20 `|` is missing before this string
