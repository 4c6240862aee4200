library atlas { title: "Atlas" }
fn double(x: int) = x * 2

#! TW0101 2:19 `=` cannot stand here after `)`
