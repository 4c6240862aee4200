library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  let mut b = a
  return b
}

#! TW0101 4:7 there is no `mut`
#! fixed
