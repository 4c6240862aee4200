library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Doubles."
  let b := a * 2
  return b
}

#! TW0101 4:9 `:=` cannot stand here
#! fixed
