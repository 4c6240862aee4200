library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  string b = "x"
  auto c = 2
  return c
}

#! TW0101 4:3 a name is given with `let`
#! TW0101 5:3 a name is given with `let`
#! fixed
