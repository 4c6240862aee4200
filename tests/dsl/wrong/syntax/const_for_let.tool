library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Doubles."
  const b = a * 2
  return b
}

#! TW0101 4:3 a name is given with `let`
#! fixed
