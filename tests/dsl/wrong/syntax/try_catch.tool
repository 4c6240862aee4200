library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Tries."
  try {
    return a
  }
  return 0
}

#! TW0101 4:3 there is no `try`
