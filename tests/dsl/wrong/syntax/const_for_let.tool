library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Doubles."
  const b = a * 2
  return b
}

#! TW0103 4:3 `const` cannot stand here
#! fixed
