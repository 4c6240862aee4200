library atlas { title: "Atlas" }
fn a(n: int?) -> int = n or 0
fn b(n: int?, s: str) -> int = n or s
fn c(n: bool?) -> bool = n or true

#! TW0313 2:26 `or` is for conditions, and `n` is `int?`
#! TW0313 3:34 `or` is for conditions, and `n` is `int?`
#! TW0313 4:26 a condition is true or false, but this is `bool?`
