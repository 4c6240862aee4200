library atlas { title: "Atlas" }
tool f(a: int "A number." b: int "Another.") -> int {
  "Sums."
  return a + b
}

#! TW0102 2:26 `,` is missing before `b`
#! fixed
