library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Counts."
  while a > 0 {
    return a
  }
  return 0
}

#! TW0101 4:3 `while` cannot stand here after `"`
