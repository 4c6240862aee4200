library atlas { title: "Atlas" }
fn size(n: int) -> str = n > 10 ? "large" : n > 5 ? "middling" : "small"

#! TW0101 2:33 there is no `? :`
#! fixed
