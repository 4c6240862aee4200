library atlas { title: "Atlas" }
entity City key id { id: str, name: str, size: int }
data City {
  | id     |
  | "oslo" |
}

#! TW0502 4:5 `City` also needs `name` and `size` in every row
