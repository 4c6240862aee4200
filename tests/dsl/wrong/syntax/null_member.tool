library atlas { title: "Atlas" }
fn size(n: "a" | "b" | null) -> int = if n == null then 0 else 1

#! TW0101 2:22 a type with null has a `?`
#! fixed
