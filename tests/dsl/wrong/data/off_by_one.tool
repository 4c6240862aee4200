library atlas { title: "Atlas" }
entity City key id { id: str, name: str, size: int }
data City {
  | id     | name   | size |
  | "oslo" | "Oslo" | 7    | 1 |
  | "rome" | "Rome" |
}

#! TW0503 5:3 this row has 4 cells, the table has 3 columns
#! TW0503 6:3 this row has 2 cells, the table has 3 columns
