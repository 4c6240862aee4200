library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Sign."
  if a > 0 {
    return 1
  } elif a < 0 {
    return 0 - 1
  } else {
    return 0
  }
}

#! TW0103 6:5 `elif` cannot stand here
#! fixed
