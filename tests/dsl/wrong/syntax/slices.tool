library atlas { title: "Atlas" }
fn some(xs: list[int]) -> list[int] = xs[1:3]

#! TW0101 2:43 `:` cannot stand here after `1`
