library atlas { title: "Atlas" }
record Trip {
  "A journey."
  note: str,
  "How many stops it has."
  stops: int,
}

#! TW0101 5:3 this string cannot stand here
