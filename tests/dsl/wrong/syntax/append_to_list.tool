library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  let xs = [1]
  xs.append(a)
  return a
}

#! TW0101 5:3 lists do not change
