library atlas { title: "Atlas" }
fn size(n: int) -> str = n > 10 ? "large" : "small"

#! TW0101 2:33 there is no `? :`
#! fixed
