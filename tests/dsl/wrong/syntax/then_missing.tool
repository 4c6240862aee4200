library atlas { title: "Atlas" }
fn size(n: int) -> str = if n > 10 "large" else "small"

#! TW0101 2:35 `then` is missing here
#! fixed
