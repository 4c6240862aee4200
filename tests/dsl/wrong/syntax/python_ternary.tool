library atlas { title: "Atlas" }
fn size(n: int) -> str = "large" if n > 10 else "small"

#! TW0101 2:34 the condition stands first
#! fixed
