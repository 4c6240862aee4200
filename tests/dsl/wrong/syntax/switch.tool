library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  switch (a) {
    case 1: return 2
  }
  return a
}

#! TW0101 4:3 there is no `switch`
