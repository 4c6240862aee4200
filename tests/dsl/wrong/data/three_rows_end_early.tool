library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | id     | size |
  | "oslo" | 7
  | "rome" | 28
  | "bern" | 1    |
  | "lima" |
}

#! TW0503 5:15 this row does not end with `|`
#! TW0503 8:3 this row has 1 cells, the table has 2 columns
