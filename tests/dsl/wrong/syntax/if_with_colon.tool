library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Sign."
  if a > 0:
    return 1
  return 0
}

#! TW0101 4:11 `:` cannot stand here after `0`
