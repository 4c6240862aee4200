library atlas { title: "Atlas" }
fn double(x: int) -> int {
  return x * 2
}

#! TW0101 2:26 a function gives one expression, and has no statements
#! fixed
