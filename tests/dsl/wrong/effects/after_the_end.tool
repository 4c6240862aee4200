library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Same."
  return a
  let b = a
}

#! TW0407 5:3 this is never reached
