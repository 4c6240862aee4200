library atlas { title: "Atlas" }
entity Visit key id { id: str, on: date }
data Visit {
  | id  | on         |
  | "a" | 2026-03-01 |
}

#! TW0101 5:11 a date in a table stands in quotes
#! fixed
