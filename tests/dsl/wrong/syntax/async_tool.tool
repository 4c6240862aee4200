library atlas { title: "Atlas" }
async tool f(a: int "A number.") -> int {
  "Same."
  return a
}

#! TW0101 2:1 `async` cannot stand here
