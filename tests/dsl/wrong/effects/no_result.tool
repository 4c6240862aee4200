library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Returns sometimes."
  if a > 0 { return a }
}

#! TW0406 2:6 the tool `f` can end without a result
