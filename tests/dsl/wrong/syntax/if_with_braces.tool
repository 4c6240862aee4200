library atlas { title: "Atlas" }
fn size(n: int) -> str = if n > 10 { "large" } else { "small" }

#! TW0101 2:36 an `if` that gives a value has `then` and `else`, and no braces
#! fixed
