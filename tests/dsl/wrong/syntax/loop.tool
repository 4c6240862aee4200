library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  loop { let b = 1 }
  return a
}

#! TW0101 4:3 there is no `loop`: every call of a tool comes to its end
