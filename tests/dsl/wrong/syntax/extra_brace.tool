library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Same."
  return a
}
}

#! TW0101 6:1 `}` cannot stand here
#! fixed
