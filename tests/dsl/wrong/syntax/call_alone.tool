library atlas { title: "Atlas" }
fn big(n: int) -> bool = n > 9
tool f(a: int "A number.") -> int {
  "Works on a number."
  big(a)
  return a
}

#! TW0101 5:3 a call alone does nothing
