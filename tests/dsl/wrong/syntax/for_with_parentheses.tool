library atlas { title: "Atlas" }
tool f(xs: list[int] "Numbers.") -> int {
  "First."
  for (x of xs) {
    return x
  }
  return 0
}

#! TW0101 4:7 `(` cannot stand here after `for`
