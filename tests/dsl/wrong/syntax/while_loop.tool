library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Counts."
  while a > 0 {
    return a
  }
  return 0
}

#! TW0101 4:3 there is no `while`: every call of a tool comes to its end
