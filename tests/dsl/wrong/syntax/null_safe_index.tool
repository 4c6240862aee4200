library atlas { title: "Atlas" }
fn first_of(xs: list[int]?) -> int = xs?.[0] ?? 0

#! TW0101 2:42 `[` cannot stand here after `.`
