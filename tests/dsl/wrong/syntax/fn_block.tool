library atlas { title: "Atlas" }
fn double(x: int) -> int {
  return x * 2
}

#! TW0101 2:26 `{` cannot stand here after `int`
