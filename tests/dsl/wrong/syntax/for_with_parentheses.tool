library atlas { title: "Atlas" }
tool f(xs: list[int] "Numbers.") -> int {
  "First."
  for (x of xs) {
    return x
  }
  return 0
}

#! TW0101 4:7 `for` walks over a list, without brackets
#! fixed
