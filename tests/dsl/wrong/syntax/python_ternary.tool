library atlas { title: "Atlas" }
fn size(n: int) -> str = "large" if n > 10 else "small"

#! TW0102 2:33 `[` is missing before `if`
#! TW0101 2:44 `else` cannot stand here after `10`
