library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  for (let i = 0; i < 3; i++) { let b = i }
  return a
}

#! TW0101 4:7 `for` walks over a list, without brackets
