library atlas { title: "Atlas" }
tool f -> int {
  "One."
  return 1
}

#! TW0101 2:8 `->` cannot stand here after `f`
