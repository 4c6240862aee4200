library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Doubles."
  b = a * 2
  return b
}

#! TW0102 4:3 `let` is missing before `b`
#! fixed
