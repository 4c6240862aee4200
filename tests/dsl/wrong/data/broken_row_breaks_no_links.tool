library atlas { title: "Atlas" }
entity Country key id { id: str, size: int }
entity City key id { id: str, country: Country }
data Country {
  | id       | size |
  | "norway" |
  | "italy"  | 60   |
}
data City {
  | id     | country  |
  | "oslo" | "norway" |
  | "rome" | "italy"  |
}

#! TW0503 6:3 this row has 1 cells, the table has 2 columns
