library atlas { title: "Atlas" }
tool f(a: int "A number.") returns int {
  "Same."
  return a
}

#! TW0103 2:28 `returns` cannot stand here
#! fixed
