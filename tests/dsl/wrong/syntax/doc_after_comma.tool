library atlas { title: "Atlas" }
record Trip {
  note: str, "A remark."
  stops: int, "How many stops it has."
}

#! TW0101 3:14 this string cannot stand here
#! TW0101 4:15 this string cannot stand here
