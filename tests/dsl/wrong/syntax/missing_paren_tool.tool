library atlas { title: "Atlas" }
tool f(a: int "A number." -> int {
  "Same."
  return a
}

#! TW0102 2:26 `)` is missing before `->`
#! fixed
