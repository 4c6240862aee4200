library atlas { title: "Atlas" }
fn size(n: null | int) -> int = n ?? 1

#! TW0101 2:12 a type with null has a `?`
#! fixed
