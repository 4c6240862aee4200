library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Counts."
  let b = 0
  b += a
  return b
}

#! TW0101 5:3 what has a name never changes
