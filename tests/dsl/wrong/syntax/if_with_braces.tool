library atlas { title: "Atlas" }
fn size(n: int) -> str = if n > 10 { "large" } else { "small" }

#! TW0101 2:36 `{` cannot stand here after `10`
